# SPDX-License-Identifier: BSD-2-Clause
"""Rules on C: who includes whom, sizes, documentation of public functions."""

import os
import re

from source import ROOT, exceptions, files, read, without_comments

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
NESTING_MAX = 4
COLUMNS_MAX = 100
C_LIBRARY = {"assert", "ctype", "elf", "errno", "fcntl", "inttypes", "limits", "setjmp", "stdarg",
             "stdbool", "stddef", "stdint", "stdio", "stdlib", "string", "sys", "ucontext",
             "unistd"}
LIBRARIES = {"libfdt", "cmocka", "confuse", "sodium"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
PUBLIC = ("include/kaal/", "lib/", "broker/")


def read_edges():
    edges = {}
    with open(os.path.join(ROOT, "tools", "check", "edges.conf"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                folder, allowed = line.split(":", 1)
                edges[folder.strip()] = set(allowed.split())
    return edges


def room_of(path, edges):
    rooms = [room for room in edges if path.startswith(room + "/")]
    return max(rooms, key=len) if rooms else None


def target_of(include):
    first = include.split("/")[0]
    if "/" not in include or first == "sys":
        name = first[:-2] if first.endswith(".h") else first
        if name in C_LIBRARY:
            return "c"
        return name if name in LIBRARIES else first
    return first


def edges(report):
    """No #include but those of edges.conf."""
    allowed = read_edges()
    for path in files(".c", ".h"):
        room = room_of(path, allowed)
        report.looked_at += 1
        if room is None:
            report.add(path, 1, "its folder is not in tools/check/edges.conf")
            continue
        text = read(path)
        for match in INCLUDE.finditer(text):
            target = target_of(match[1])
            if target not in allowed[room]:
                report.add(path, text.count("\n", 0, match.start()) + 1,
                           f"{room} may not include {match[1]}")


def functions(text):
    """(name, first line, number of lines, deepest nesting) of each function body."""
    lines = without_comments(text).split("\n")
    start, name, depth, deepest = None, "", 0, 0
    for number, line in enumerate(lines):
        if start is None:
            if line == "{" and number > 0:
                header = lines[number - 1]
                back = number - 1
                while back > 0 and "(" not in header:
                    back -= 1
                    header = lines[back] + header
                match = re.search(r"(\w+)\s*\(", header)
                start, name, depth, deepest = number, match[1] if match else "?", 1, 1
            continue
        for char in line:
            depth += (char == "{") - (char == "}")
            deepest = max(deepest, depth)
        if depth == 0:
            yield name, start + 1, number - start + 1, deepest - 1
            start = None


def sizes(report):
    """Files, functions, nesting and lines within their limits."""
    known = exceptions("sizes")
    for path in files(".c", ".h", ".S", ".py"):
        text = read(path)
        report.looked_at += 1
        count = text.count("\n")
        if count > FILE_LINES_MAX and path not in known:
            report.add(path, 1, f"{count} lines, at most {FILE_LINES_MAX}")
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > COLUMNS_MAX:
                report.add(path, number, f"{len(line)} columns, at most {COLUMNS_MAX}")
        if not path.endswith(".c"):
            continue
        for name, line, length, nesting in functions(text):
            if f"{path}:{name}" in known:
                continue
            if length > FUNCTION_LINES_MAX:
                report.add(path, line, f"{name} has {length} lines, at most {FUNCTION_LINES_MAX}")
            if nesting > NESTING_MAX:
                report.add(path, line, f"{name} nests {nesting} deep, at most {NESTING_MAX}")


def header_docs(report):
    """A comment stands above each function of a public header, or above its group."""
    pattern = re.compile(r"^(?!static|typedef|#|\s|/|\}|_Static)[A-Za-z_][\w\s\*]*?\b(\w+)\(", re.M)
    for path in files(".h"):
        if not path.startswith(PUBLIC):
            continue
        text = read(path)
        report.looked_at += 1
        for match in pattern.finditer(text):
            if match[1].isupper():
                continue
            # Directly below a comment, or below another function of the same group.
            if not text[:match.start()].endswith(("*/\n", ";\n")):
                report.add(path, text.count("\n", 0, match.start()) + 1,
                           f"{match[1]} has no comment")
