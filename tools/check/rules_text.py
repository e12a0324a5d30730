# SPDX-License-Identifier: BSD-2-Clause
"""Rules on text: heads of files, words that do not belong, links, commit subjects."""

import os
import re
import subprocess

from source import ROOT, files, read

SPDX = "SPDX-License-Identifier: BSD-2-Clause"
CODE = (".c", ".h", ".S", ".ld", ".py", ".cmake", ".conf", "CMakeLists.txt", "Makefile", ".dts")
SUBJECT_MAX = 60
README_LINES_MAX = 20
README_FILES_MAX = 3
MANUAL_LINES_MAX = {"ARCHITECTURE.md": 300}

# Split, so that this file does not find itself.
FORBIDDEN = [r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bX" + r"XX\b", r"(?<![\w.])/tm" + r"p/",
             r"/wo" + r"rk/", r"deb\.deb" + r"ian", r"npm" + r"js", r"\bhel" + r"per-\d"]


def heads(report):
    """Each source file begins with its licence, and says in words what it is."""
    for path in files(*CODE):
        head = "\n".join(read(path).split("\n")[:8])
        report.looked_at += 1
        if SPDX not in head:
            report.add(path, 1, "no SPDX tag in its head")
        elif path.endswith((".c", ".h", ".S", ".ld")) and not re.search(
                r"^(/\*| \*) [A-Za-z`]", head.split("\n", 1)[1], re.M):
            report.add(path, 2, "no sentence of purpose in its head")


def words(report):
    """Nothing of where the tree was made, and nothing that is still to be done."""
    for path in files():
        report.looked_at += 1
        for number, line in enumerate(read(path).split("\n"), 1):
            for pattern in FORBIDDEN:
                if re.search(pattern, line):
                    report.add(path, number, f"contains {re.search(pattern, line)[0]}")


def links(report):
    """Links of Markdown files lead to files that exist, and to headings in them."""
    for path in files(".md"):
        text = read(path)
        report.looked_at += 1
        for match in re.finditer(r"\[[^\]]*\]\(([^)\s]+)\)", text):
            target, _, anchor = match[1].partition("#")
            if target.startswith(("http:", "https:", "mailto:")):
                continue
            full = os.path.normpath(os.path.join(ROOT, os.path.dirname(path), target or
                                                 os.path.basename(path)))
            line = text.count("\n", 0, match.start()) + 1
            if not os.path.exists(full):
                report.add(path, line, f"{match[1]} does not exist")
            elif anchor and full.endswith(".md"):
                headings = re.findall(r"(?m)^#+ (.*)$", open(full, encoding="utf-8").read())
                slugs = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
                if anchor not in slugs:
                    report.add(path, line, f"{match[1]}: no such heading")


def readmes(report):
    """Folders with more than three files have a short README; long papers keep their bound."""
    folders = {}
    for path in files():
        folders.setdefault(os.path.dirname(path), []).append(os.path.basename(path))
    for folder, names in sorted(folders.items()):
        report.looked_at += 1
        sources = [name for name in names if name != "README.md"]
        is_exempt = folder in ("", "docs/adr") or folder.startswith(
            (".", "kernel/mock/include/", "tests/unit", "tests/fuzz/corpus"))
        if len(sources) > README_FILES_MAX and "README.md" not in names and not is_exempt:
            report.add(folder, 1, f"{len(sources)} files and no README.md")
        if "README.md" in names and folder:
            count = read(os.path.join(folder, "README.md")).count("\n")
            if count > README_LINES_MAX:
                report.add(folder + "/README.md", 1, f"{count} lines, at most {README_LINES_MAX}")
    for path, most in MANUAL_LINES_MAX.items():
        if read(path).count("\n") > most:
            report.add(path, 1, f"more than {most} lines")


def commits(report):
    """Subjects are `area: subject` and short."""
    listed = subprocess.run(["git", "log", "--format=%h %s", "-n", "100"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        short, subject = line.split(" ", 1)
        report.looked_at += 1
        if len(subject) > SUBJECT_MAX:
            report.add(short, 1, f"subject has {len(subject)} characters, at most {SUBJECT_MAX}")
        if not re.match(r"[\w/.,\- ]+(; [\w/]+)*: \S", subject):
            report.add(short, 1, "subject is not `area: what it does`")
