# SPDX-License-Identifier: BSD-2-Clause
"""What a policy's text becomes."""

import pytest

from policy_text import GOOD, RULES, lines


def test_shows_sorted_lines(tmp_path):
    shown = lines(tmp_path, GOOD)
    assert shown == sorted(shown)
    assert {
        "policy: name test", "policy: version 7", "policy: audit refuse",
        "a: priority 100", "a: cpu 100.0000", "a: memory 1M", "c: priority 150",
        "a: device pci 8086:100e: read write irq, dma trusted, at most 4M",
        "a: channel b: ring", "b: channel a: ring", "a: spawn image as guest",
        "a: delegate guest: memory, read", "a: administer b: kill",
        "never: c to guest", "only: a may dma"} <= set(shown)
    assert len(shown) == 3 + 4 * 3 + 6 + 2


@pytest.mark.parametrize("section, expected", [
    ("device { class = \"0C03\" parts = {irq} dma = none }",
     "c: device class 0c03: irq, dma none, at most 0K"),
    ("device { compatible = \"arm,pl011\" parts = {read} dma = isolated dma_bytes = 4K }",
     "c: device compatible arm,pl011: read, dma isolated, at most 4K"),
    ("device { path = /pl011@9000000\n dma = none }",
     "c: device path /pl011@9000000: read write irq, dma none, at most 0K"),
    ("device { path = \"0000:01:1F.7\" dma = none }",
     "c: device path 0000:01:1f.7: read write irq, dma none, at most 0K"),
    ("channel b { kinds = {ring, rpc, notification} }", "c: channel b: ring rpc notification"),
    ("delegate b { what = {memory, mmio, irq, dma} access = read-write }",
     "c: delegate b: memory mmio irq dma, read-write"),
    ("administer c { acts = {spawn, kill, restart, replace, hold, budget, revoke, connect} }",
     "c: administer c: spawn kill restart replace hold budget revoke connect"),
    ("cpu = \"500us/1s\"", "c: cpu 0.0500"),
    ("memory = 64K", "c: memory 64K"),
    ("rights = {audit, policy}", "c: right policy"),
])
def test_rules_of_each_kind(tmp_path, section, expected):
    assert expected in lines(tmp_path, RULES.replace("allow c {", "allow c { " + section + "\n"))


@pytest.mark.parametrize("may", ["spawn", "delegate", "administer", "dma", "list", "log",
                                 "shutdown", "audit", "policy"])
def test_only_with_each_word(tmp_path, may):
    assert f"only: a may {may}" in lines(tmp_path, GOOD.replace("may = dma", "may = " + may))


def test_only_with_a_device(tmp_path):
    shown = lines(tmp_path, GOOD.replace("may = dma", "device { pci = \"8086:100e\" }"))
    assert "only: a may have device pci 8086:100e" in shown


def test_classes_are_put_in(tmp_path):
    shown = lines(tmp_path, RULES + "allow pair { memory = 2M\n channel c { kinds = {rpc} }\n"
                                   "channel pair { kinds = {rpc} } }\n"
                                   "allow guest { channel all { kinds = {notification} } }\n")
    assert {"a: memory 2M", "b: memory 2M", "c: memory 1M", "a: channel c: rpc",
            "b: channel c: rpc", "c: channel a: rpc", "c: channel b: rpc", "a: channel b: ring rpc",
            "b: channel a: ring rpc", "guest: channel guest: notification",
            "guest: channel a: notification", "c: channel guest: notification"} <= set(shown)
    assert not any(line.startswith(("a: channel a", "b: channel b", "c: channel c"))
                   for line in shown)


def test_sections_add_up(tmp_path):
    card = 'device { pci = "8086:100e"\n parts = {PARTS}\n dma = trusted\n dma_bytes = SIZE }\n'
    shown = lines(tmp_path, RULES + (
        "allow all { priority = 120\n cpu = \"9ms/10ms\"\n rights = {log}\n" +
        card.replace("PARTS", "read").replace("SIZE", "8M") + "}\n"
        "allow pair { priority = 110\n cpu = \"10ms/100ms\"\n rights = {list}\n" +
        card.replace("PARTS", "irq").replace("SIZE", "1M") + "}\n"))
    assert {"b: priority 120", "b: cpu 90.0000", "b: right list", "b: right log",
            "c: priority 150", "c: right log",
            "b: device pci 8086:100e: read irq, dma trusted, at most 8M",
            "a: device pci 8086:100e: read write irq, dma trusted, at most 8M"} <= set(shown)
