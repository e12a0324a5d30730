# SPDX-License-Identifier: BSD-2-Clause
"""What is refused of a policy's text, with which words and lines."""

import re

import pytest

from policy_text import GOOD, line_of, show

# What is changed, the section whose line is named, what is said.
WRONG = [
    ("name = test\n", "", 1, "root: name: it is missing: expected a name"),
    ("version = 7", "version = 0", 1, "root: version: expected a number from 1 to"),
    ("version = 7", "version = seven", 2, "invalid integer value for option 'version'"),
    ("audit = refuse", "", 1, "root: audit: expected one of overwrite, refuse"),
    ("audit = refuse", "audit = keep", 1, "root: audit: expected one of overwrite, refuse"),
    ("allow c", "allows c", "allows c", "no such option 'allows'"),
    ("allow c {", "allow a {", "allow a { pri", "found duplicate title 'a'"),
    ("allow c { priority = 150 }", "allow c { prio = 1 }", "allow c", "no such option 'prio'"),
    ("class pair", "class all", "class all", "all: expected another name: this class is built in"),
    ("{a, b}", "{}", "class", "class pair: members: expected {name, ...}"),
    ("{a, b}", "{a, pair}", "class", "members: expected components and roles: pair is a class"),
    ("{a, b}", '{a, "b b"}', "class", "expected a name of 1 to 31 characters without blanks"),
    ("{a, b}", "{a, " + 32 * "b" + "}", "class", "expected a name of 1 to 31 characters"),
    ("role guest", "role pair", "role", "expected another name: there is a class of this one"),
    ("priority = 150", "priority = 201", "allow c", "allow c: priority: expected a number from 1"),
    ("priority = 150", "cpu = 5ms", "allow c", "allow c: cpu: expected percent of a CPU"),
    ("priority = 150", "cpu = 500000", "allow c", "cpu: expected percent of a CPU"),
    ("priority = 150", "cpu = \"0ms/10ms\"", "allow c", "cpu: expected percent of a CPU"),
    ("priority = 150", "memory = 5000", "allow c", "allow c: memory: expected a size as 64K or 8M"),
    ("priority = 150", "memory = 2G", "allow c", "allow c: memory: expected a size as 64K or 8M"),
    ("priority = 150", "rights = {root}", "allow c",
     "rights: expected any of list, log, shutdown, spawn, admin, audit, policy"),
    ('pci = "8086:100e"', "", "device {", "device: name: expected one of pci, class, compatible"),
    ('pci = "8086:100e"', 'pci = "8086:100e"\n    class = "0200"', "device {",
     "device: name: expected one of pci, class, compatible, path"),
    ('"8086:100e"', '"8086:10"', "device {", "pci: expected vendor:device in hexadecimal"),
    ('"8086:100e"', '"ffff:100e"', "device {", "pci: expected vendor:device in hexadecimal"),
    ('pci = "8086:100e"', 'class = "02000"', "device {", "class: expected class and subclass"),
    ('pci = "8086:100e"', 'compatible = ""', "device {", "compatible: expected 1 to"),
    ('pci = "8086:100e"', "path = pl011", "device {",
     "path: expected a path of the device tree or"),
    ('pci = "8086:100e"', 'path = "0000:01:20.0"', "device {",
     "path: expected a path of the device tree or"),
    ("dma = trusted", "", "device {", "device: dma: expected one of none, trusted, isolated"),
    ("dma = trusted", "dma = yes", "device {", "dma: expected one of none, trusted, isolated"),
    ("dma = trusted", "dma = none", "device {", "dma_bytes: expected 0, since dma = none"),
    ("dma = trusted", "dma = trusted\n    parts = {write}", "device {", "write only with read"),
    ("dma = trusted", "dma = trusted\n    parts = {}", "device {", "parts: expected at least one"),
    ("dma = trusted", "dma = trusted\n    parts = {execute}", "device {",
     "parts: expected any of read, write, irq"),
    ("dma_bytes = 4M", "dma_bytes = 1000", "device {", "dma_bytes: expected a size as 64K or 8M"),
    ("channel b", "channel a", "channel", "channel a: name: expected somebody else than itself"),
    ("channel b", "channel nobody", "channel", "a role or a class: nobody is none"),
    ("kinds = {ring}", "", "channel", "channel b: kinds: expected at least one of ring, rpc"),
    ("kinds = {ring}", "kinds = {pipe}", "channel", "kinds: expected any of ring, rpc"),
    ("as = guest", "as = b", "spawn", "spawn image: as: expected the name of a role"),
    ("as = guest", "", "spawn", "spawn image: as: expected the name of a role"),
    ("spawn image", "spawn " + 32 * "i", "spawn", "name: expected an image: 1 to 31 characters"),
    ("what = {memory}", "", "delegate", "delegate guest: what: expected at least one of memory"),
    ("what = {memory}", "what = {cpu}", "delegate", "what: expected any of memory, mmio, irq, dma"),
    ("what = {memory}", "what = {memory}\n access = write", "delegate",
     "access: expected one of read, read-write"),
    ("acts = {kill}", "", "administer", "administer b: acts: expected at least one, as {kill"),
    ("acts = {kill}", "acts = {eat}", "administer", "acts: expected any of spawn, kill, restart"),
    ("from = {c}", "", "never", "never: from, to: expected {name, ...} for both"),
    ("from = {c}", "from = {d}", "never", "a role or a class: d is none"),
    ("from = {c}", "from = {all}", "never", "expected nobody on both sides: guest is"),
    ("may = dma", "", "only", "only: may: expected either may = or one device"),
    ("may = dma", "may = dma\n device { class = \"0200\" }", "only",
     "expected either may = or one"),
    ("may = dma", "may = fly", "only", "may: expected one of spawn, delegate, administer, dma"),
    ("may = dma", "device { class = \"x\" }", "device { class",
     "class: expected class and subclass"),
    ("who = {a}", "who = {x}", "only", "only: who: expected a component that has an allow section"),
]


@pytest.mark.parametrize("old, new, at, words", WRONG)
def test_says_what_is_wrong_and_where(tmp_path, old, new, at, words):
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    done = show(tmp_path, text)
    line = at if isinstance(at, int) else line_of(text, at)
    assert done.returncode == 1
    assert words in done.stderr
    assert f"policy.conf:{line}: " in done.stderr


def test_rules_that_contradict_each_other_name_both_lines(tmp_path):
    text = GOOD + 'allow pair {\n device {\n class = "0200"\n dma = none } }\n' \
                  'allow all {\n device {\n class = "0200"\n dma = isolated } }\n'
    done = show(tmp_path, text)
    first = len(GOOD.splitlines()) + 2
    assert done.stderr == (f"kaal: policy.conf:{first + 4}: device: dma: expected none, as line "
                           f"{first} says of the same device for a\n")
    text = GOOD + "role other { }\nallow pair {\n spawn image { as = other } }\n"
    done = show(tmp_path, text)
    assert done.stderr == (
        f"kaal: policy.conf:{line_of(text, 'as = other')}: spawn image: as: expected guest, as "
        f"line {line_of(text, 'as = guest')} says of the same image for a\n")


@pytest.mark.parametrize("section, count, words", [
    ("allow x{0} {{ }}\n", 256, "expected at most 256 components and roles"),
    ("never {{\n from = {{a}}\n to = {{c}} }}\n", 65, "assertions: expected at most 64"),
    ("allow x{0} {{ device {{ compatible = \"" + 40 * "y" + "{0}\"\n dma = none }} }}\n", 250,
     None),
])
def test_limits(tmp_path, section, count, words):
    text = GOOD.replace("trusted", "isolated")
    done = show(tmp_path, text + "".join(section.format(i) for i in range(count)))
    assert (done.returncode == 0) if words is None else (words in done.stderr)


def test_limit_of_rules(tmp_path):
    text = GOOD + "".join(f"allow x{i} {{ }}\n" for i in range(80))
    done = show(tmp_path, text + "allow all {\n delegate all {\n what = {irq} } }\n")
    assert (f"policy.conf:{len(text.splitlines()) + 2}: delegate all: rules: expected at most 4096,"
            " with classes expanded") in done.stderr


def test_limit_of_members(tmp_path):
    text = GOOD + "".join(f"allow x{i} {{ }}\n" for i in range(200)) + \
        "".join("only {\n who = {all}\n may = log }\n" for i in range(21))
    assert "only: members: expected at most 4096 in all assertions" in show(tmp_path, text).stderr


def test_limit_of_text(tmp_path):
    text = GOOD + "allow x {\n" + "".join(
        f'device {{\n path = "/{i:03}{43 * "y"}"\n dma = none }}\n' for i in range(683)) + "}\n"
    assert "text: expected at most 32768 bytes of names in all" in show(tmp_path, text).stderr


BROKEN = [
    ("delegate guest { what = {memory} }", "channel c { kinds = {rpc} }",
     "never: c reaches guest: c -channel (line {channel c})-> a -spawn (line {spawn image})->"
     " guest"),
    ("allow c {", 'allow c {\n  device { class = "0200"\n  dma = trusted }\n',
     "never: c reaches guest: c -dma (line {device { class})-> guest"),
    ("allow c {", "allow c {\n  delegate a {\n what = {memory} }\n",
     "never: c reaches guest: c -delegation (line {delegate a})-> a -delegation (line"
     " {delegate guest})-> guest"),
    ("allow c {", "allow b {\n  delegate c {\n what = {memory}\n access = read-write } }\n"
     "allow c {",
     "never: c reaches guest: c -delegation (line {delegate c})-> b -channel (line {channel b})-> a"
     " -delegation (line {delegate guest})-> guest"),
    ("allow c {", 'allow b {\n device { class = "0200"\n  dma = trusted } }\nallow c {',
     "only: b may, too (line {device { class})"),
    ("may = dma", "may = log }\nallow b {\n rights = {log} }\nclass x { members = {c}",
     "only: b may, too (line {allow b})"),
    ("who = {a}\n  may = dma", "who = {}\n  may = administer",
     "only: a may, too (line {administer b})"),
    ("who = {a}\n  may = dma", 'who = {b}\n  device { path = "0000:00:01.0" }',
     "only: a may, too (line {device {})"),
]


@pytest.mark.parametrize("old, new, words", BROKEN)
def test_assertions_that_break_show_how(tmp_path, old, new, words):
    text = GOOD
    assert old in text
    text = text.replace(old, new, 1)
    words = re.sub(r"\{((?:[^{}]|\{(?=[ }]))+)\}", lambda m: str(line_of(text, m[1])), words)
    done = show(tmp_path, text)
    assert done.returncode == 1
    line = line_of(text, words.split(":")[0] + " {")
    assert done.stderr == f"kaal: policy.conf:{line}: {words}\n"
