#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""`make check`: the house rules as programs, one function each; see STYLE.md for the rules.

    check.py [RULE...]   all rules, or these
"""

import sys

import rules_code
import rules_text
import rules_tools
from source import Report


RULES = {
    "edges": rules_code.edges,
    "sizes": rules_code.sizes,
    "heads": rules_text.heads,
    "header-docs": rules_code.header_docs,
    "words": rules_text.words,
    "links": rules_text.links,
    "readmes": rules_text.readmes,
    "commits": rules_text.commits,
    "malloc": rules_tools.no_malloc,
    "instruments": rules_tools.no_instruments,
    "format": rules_tools.clang_format,
    "cppcheck": rules_tools.cppcheck,
    "clang": rules_tools.clang,
    "tidy": rules_tools.clang_tidy,
}


def main():
    wanted = sys.argv[1:] or list(RULES)
    failed = 0
    for name in wanted:
        if name not in RULES:
            print(f"check: there is no rule {name}: " + " ".join(RULES))
            return 2
        report = Report(name)
        RULES[name](report)
        failed += report.close()
    print(f"check: {len(wanted) - failed} of {len(wanted)} rules hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
