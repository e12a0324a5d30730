# SPDX-License-Identifier: BSD-2-Clause
"""What all rules need: the files of the tree, and a report."""

import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXCEPTIONS = os.path.join(ROOT, "docs", "adr", "exceptions.md")


class Report:
    """Findings of one rule; prints them and tells whether there were any."""

    def __init__(self, rule):
        self.rule = rule
        self.findings = []
        self.looked_at = 0

    def add(self, path, line, text):
        self.findings.append(f"{path}:{line}: {text}")

    def close(self):
        for finding in self.findings:
            print(f"{self.rule}: {finding}")
        if self.looked_at == 0:
            print(f"{self.rule}: looked at nothing, so it says nothing")
            return 1
        print(f"check: {self.rule}: {self.looked_at} looked at, {len(self.findings)} findings")
        return 1 if self.findings else 0


def files(*endings):
    """Files that belong to the tree, tracked or new, by their endings."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout.split("\n")
    return sorted(path for path in listed
                  if path and os.path.isfile(os.path.join(ROOT, path))
                  and (not endings or path.endswith(endings)))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def exceptions(rule):
    """Numbered exceptions: `N. rule path[:function]: reason` in docs/adr/exceptions.md."""
    found = set()
    if os.path.isfile(EXCEPTIONS):
        for line in read(os.path.relpath(EXCEPTIONS, ROOT)).split("\n"):
            match = re.match(r"\d+\. `([a-z-]+)` `([^`]+)`: \S", line)
            if match and match[1] == rule:
                found.add(match[2])
    return found


def without_comments(text):
    """C text with comments and strings blanked, lines kept."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.S)
