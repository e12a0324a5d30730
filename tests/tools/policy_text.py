# SPDX-License-Identifier: BSD-2-Clause
"""A policy that holds, and what tests of `kaal policy` do with its variants."""

import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KAAL = os.path.join(ROOT, "build", "host", "kaal")
GOOD = """name = test
version = 7
audit = refuse
class pair { members = {a, b} }   # lines with comments count once,
/* long ones
   as well */
role guest { }
allow a {
  device {
    pci = "8086:100e"
    dma = trusted
    dma_bytes = 4M
  }
  channel b { kinds = {ring} }
  spawn image { as = guest }
  delegate guest { what = {memory} }
  administer b { acts = {kill} }
}
allow c { priority = 150 }
never { from = {c}
  to = {guest} }
only { who = {a}
  may = dma }
"""
RULES = GOOD[:GOOD.index("never")]
SYSTEM = """name = test
component a { image = x }
component b { image = y }
component c { image = z
  priority = 150 }
channel { ends = {"a:b", "b:a"} }
"""


def kaal(*words, folder=None):
    return subprocess.run([KAAL, *words], capture_output=True, text=True, check=False, cwd=folder)


def show(tmp_path, text, name="policy.conf"):
    (tmp_path / name).write_text(text)
    return kaal("policy", "show", name, folder=tmp_path)


def lines(tmp_path, text):
    done = show(tmp_path, text)
    assert done.returncode == 0 and done.stderr == ""
    return done.stdout.splitlines()


def line_of(text, words):
    """Where the line with these words is, counted from 1."""
    return next(i for i, line in enumerate(text.splitlines(), 1) if words in line)
