# SPDX-License-Identifier: BSD-2-Clause
"""Each house rule finds a bad sample: a check that cannot fail checks nothing."""

import os
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "check"))

import rules_code  # noqa: E402
import rules_text  # noqa: E402
import rules_tools  # noqa: E402
import source  # noqa: E402

HEAD = "/* SPDX-License-Identifier: BSD-2-Clause */\n/*\n * A sample.\n */\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A tree of its own: a function that writes a file and returns a rule's findings."""
    (tmp_path / "tools" / "check").mkdir(parents=True)
    edges = open(os.path.join(ROOT, "tools", "check", "edges.conf"), encoding="utf-8").read()
    (tmp_path / "tools" / "check" / "edges.conf").write_text(edges)
    layout = open(os.path.join(ROOT, ".clang-format"), encoding="utf-8").read()
    (tmp_path / ".clang-format").write_text(layout)
    (tmp_path / "ARCHITECTURE.md").write_text("# Short\n")
    os.system(f"git init -q {tmp_path}")
    for module in (source, rules_code, rules_text, rules_tools):
        monkeypatch.setattr(module, "ROOT", str(tmp_path))

    def findings(rule, path, text):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        report = source.Report("test")
        rule(report)
        return [finding for finding in report.findings if finding.startswith(path)]

    return findings


def test_edges(tree):
    bad = HEAD + '#include "spawn/component.h"\n'
    assert tree(rules_code.edges, "drivers/x/driver.c", bad)
    assert tree(rules_code.edges, "broker/policy/x.c", HEAD + "#include <sel4/sel4.h>\n")
    assert not tree(rules_code.edges, "broker/spawn/x.c", bad)


def test_sizes(tree):
    long = HEAD + "static void f(void)\n{\n" + "    g();\n" * 60 + "}\n"
    assert "f has" in tree(rules_code.sizes, "lib/x.c", long)[0]
    deep = HEAD + "static void f(void)\n{\n" + "{" * 5 + "\n" + "}" * 5 + "\n}\n"
    assert "nests" in tree(rules_code.sizes, "lib/x.c", deep)[0]
    assert "401 lines" in tree(rules_code.sizes, "lib/x.c", "\n" * 401)[0]
    assert "columns" in tree(rules_code.sizes, "lib/x.c", "x" * 101)[0]
    assert not tree(rules_code.sizes, "lib/x.c", HEAD)


def test_header_docs(tree):
    assert tree(rules_code.header_docs, "include/kaal/x.h", HEAD + "\nint f(void);\n")
    good = HEAD + "\n/* Does it. */\nint f(void);\nint g(void);\n"
    assert not tree(rules_code.header_docs, "include/kaal/x.h", good)


def test_heads(tree):
    assert "SPDX" in tree(rules_text.heads, "lib/x.c", "int x;\n")[0]
    assert "purpose" in tree(rules_text.heads, "lib/x.c", HEAD.split("\n")[0] + "\nint x;\n")[0]
    assert not tree(rules_text.heads, "lib/x.c", HEAD)


@pytest.mark.parametrize("word", ["TO" + "DO later", "see /tm" + "p/x", "FIX" + "ME"])
def test_words(tree, word):
    assert tree(rules_text.words, "lib/x.c", HEAD + f"/* {word} */\n")


def test_links(tree):
    assert tree(rules_text.links, "docs/x.md", "[a](nowhere.md)\n")
    assert tree(rules_text.links, "docs/x.md", "[a](#no-such)\n")
    assert not tree(rules_text.links, "docs/x.md", "# A b\n[a](#a-b) [b](../ARCHITECTURE.md)\n")


def test_readmes(tree):
    for number in range(3):
        tree(rules_text.readmes, f"lib/room/{number}.c", HEAD)
    assert tree(rules_text.readmes, "lib/room/3.c", HEAD) == []
    assert tree(rules_text.readmes, "lib/room/README.md", "x\n" * 21)


def test_format(tree):
    assert tree(rules_tools.clang_format, "lib/x.c", HEAD + "int  x ;\n")
    assert not tree(rules_tools.clang_format, "lib/x.c", HEAD + "int x;\n")


def test_a_rule_that_looks_at_nothing_fails():
    assert source.Report("empty").close() == 1


def test_instruments(tree, tmp_path, monkeypatch):
    header = tmp_path / "kernel" / "mock" / "instrument" / "fail.h"
    header.parent.mkdir(parents=True)
    header.write_text(HEAD + "\n/* Does it. */\nvoid fail_nth(int n);\n")
    symbols = {"text": "0 T kernel_boot\n0 T fail_nth\n"}
    monkeypatch.setattr(rules_tools, "run",
                        lambda command: type("Done", (), {"stdout": symbols["text"]}))
    elf = "build/mock/kernel/mock/mock_kernel.elf"
    assert "fail_nth" in tree(rules_tools.no_instruments, elf, "")[0]
    symbols["text"] = "0 T kernel_boot\n0 T instrument_refuse\n"
    assert not tree(rules_tools.no_instruments, elf, "")
