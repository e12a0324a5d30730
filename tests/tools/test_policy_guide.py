# SPDX-License-Identifier: BSD-2-Clause
"""The examples of docs/guide/policy.md."""

import os
import re

import pytest

from policy_text import ROOT, lines, show


GUIDE = os.path.join(ROOT, "docs", "guide", "policy.md")


def guide_blocks():
    with open(GUIDE, encoding="utf-8") as file:
        return re.findall(r"^```(policy(?: refused)?|text)\n(.*?)^```$", file.read(), re.M | re.S)


def test_the_guide_has_an_example_for_each_construct():
    text = "".join(text for kind, text in guide_blocks() if kind == "policy")
    for words in ("class", "role", "allow", "device {", "channel", "spawn", "delegate",
                  "administer", "never {", "only {", "pci =", "compatible =", "path =", "parts ="):
        assert re.search(r"^ *" + words, text, re.M), words


@pytest.mark.parametrize("number", range(1, sum(kind == "policy" for kind, _ in guide_blocks())))
def test_examples_of_the_guide(tmp_path, number):
    examples = [text for kind, text in guide_blocks() if kind == "policy"]
    lines(tmp_path, examples[0] + examples[number])


def test_the_refused_example_of_the_guide(tmp_path):
    blocks = dict((kind, text) for kind, text in guide_blocks() if kind != "policy")
    assert show(tmp_path, blocks["policy refused"]).stderr == blocks["text"]
