# SPDX-License-Identifier: BSD-2-Clause
"""The set-up names what is missing, and installs nothing when told so."""

import os
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "setup"))

import setup  # noqa: E402


def test_other_systems_get_one_message(monkeypatch, capsys):
    monkeypatch.setattr(setup, "is_debian_12", lambda: False)
    with pytest.raises(SystemExit):
        setup.main()
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "only Debian 12" in said
    assert all(name in said for name in setup.PACKAGES)


def test_missing_packages_are_named_and_not_installed(monkeypatch, capsys):
    monkeypatch.setattr(setup, "is_debian_12", lambda: True)
    monkeypatch.setattr(setup, "missing_packages", lambda: ["clang", "qemu-system-arm"])
    monkeypatch.setattr(setup, "install", lambda names: pytest.fail("it installs"))
    monkeypatch.setenv("KAAL_NO_INSTALL", "1")
    with pytest.raises(SystemExit):
        setup.main()
    assert "missing packages: clang qemu-system-arm" in capsys.readouterr().err


def test_missing_packages_are_installed(monkeypatch):
    asked = []
    monkeypatch.setattr(setup, "is_debian_12", lambda: True)
    monkeypatch.setattr(setup, "missing_packages", lambda: ["clang"])
    monkeypatch.setattr(setup, "as_root", asked.append)
    monkeypatch.setattr(setup, "fetch_lwip", lambda: None)
    monkeypatch.delenv("KAAL_NO_INSTALL", raising=False)
    setup.main()
    assert asked[-1][-2:] == ["install", "clang"]


def test_what_is_not_installed_is_missing(monkeypatch):
    monkeypatch.setitem(setup.PACKAGES, "no-such-package-anywhere", "this test")
    assert setup.missing_packages() == ["no-such-package-anywhere"]
