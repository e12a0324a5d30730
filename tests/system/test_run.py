# SPDX-License-Identifier: BSD-2-Clause
"""`make run` as a person or a script uses it."""

import os
import subprocess

import pexpect
import pytest
from conftest import ROOT

PROMPT_S = 10


@pytest.fixture
def variables(built):
    """The environment that chooses a kernel."""
    parts = {"SYSTEM": "minimal"}
    if built.elf != "mock":
        folder = os.path.dirname(os.path.dirname(built.elf))
        if os.path.basename(os.path.dirname(built.elf)) == "elf":
            parts["CONFIG"] = os.path.basename(folder)
            parts["BOARD"] = os.path.basename(os.path.dirname(folder))
            parts["SEL4_SDK"] = folder.rsplit("/board/", 1)[0]
        else:
            parts["SEL4_PREFIX"] = folder
    inherited = {key: value for key, value in os.environ.items()
                 if key not in ("SEL4_SDK", "SEL4_PREFIX", "BOARD", "CONFIG", "SCRIPT")}
    return dict(inherited, **parts)


def test_prompt_in_time_and_ctrl_c(variables, built):
    child = pexpect.spawn("make", ["run"], cwd=ROOT, env=variables, encoding="utf-8")
    child.expect("boot: kernel", timeout=120)  # building does not count
    child.expect(r"try: from the host: nc .*--to 127.0.0.1:\d+ \(policy key: (\S+)\)\r",
                 timeout=PROMPT_S)
    assert os.path.join(ROOT, child.match[1]) == os.path.join(built.build, "policy.key")
    assert os.path.isfile(os.path.join(built.build, "policy.key"))
    child.expect("kaal> ", timeout=PROMPT_S)
    child.send("ps\r")
    child.expect("name=shell .*ok\r", timeout=PROMPT_S)
    child.sendintr()
    child.expect(pexpect.EOF, timeout=PROMPT_S)
    child.close()
    assert child.exitstatus == 0


@pytest.mark.parametrize("code", [0, 9])
def test_script(variables, tmp_path, code):
    script = tmp_path / "script"
    script.write_text(f"# a comment\nmem\nnonsense\nshutdown {code}\n")
    done = subprocess.run(["make", "--no-print-directory", "run"], cwd=ROOT, text=True,
                          env=dict(variables, SCRIPT=str(script)), capture_output=True, check=False)
    assert (done.returncode != 0) == (code != 0)
    assert done.stdout.rstrip("\n").split("\n")[-1] == f"exit code {code}"
    assert "error: no such command: nonsense" in done.stdout


@pytest.mark.parametrize("change, words", [
    ({"SEL4_PREFIX": "/nowhere"}, "is /nowhere the install prefix of a kernel?"),
    ({"SEL4_PREFIX": "", "SEL4_SDK": "/nowhere"}, "is /nowhere a Microkit SDK"),
    ({"SYSTEM": "nothing"}, "there is no system nothing"),
    ({"SCRIPT": "/nowhere"}, "there is no such file"),
])
def test_what_is_wrong_is_said(variables, change, words):
    done = subprocess.run(["make", "run"], cwd=ROOT, text=True, env=dict(variables, **change),
                          capture_output=True, check=False)
    assert done.returncode != 0 and words in done.stderr
