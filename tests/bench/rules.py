#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes a policy whose `asker` has 1,000 rules, with the longest names: rules.py FILE."""

import sys

OTHERS = 200  # and as many images; each of them is in a rule of each kind
DEVICES = 50  # by each way of naming them
HEAD = """name = price
version = 1
audit = overwrite
role child {{
}}
class others {{
    members = {{{others}}}
}}
allow others {{
}}
allow child {{
}}
allow stranger {{
}}
allow asker {{
    rights = {{spawn, admin}}
"""
DEVICE = """    device {{
        {name} = "{text}"
        dma = none
    }}
"""
OTHER = """    channel {name} {{
        kinds = {{ring}}
    }}
    delegate {name} {{
        what = {{memory}}
    }}
    administer {name} {{
        acts = {{kill}}
    }}
"""
SPAWN = """    spawn {image:-<28}{number:03} {{
        as = child
    }}
"""


def devices():
    for i in range(DEVICES):
        yield DEVICE.format(name="pci", text=f"1234:{i:04x}")
        yield DEVICE.format(name="class", text=f"{i:04x}")
        yield DEVICE.format(name="compatible", text=f"{'vendor,device':-<44}{i:03}")
        yield DEVICE.format(name="path", text=f"{'/bus/device':-<44}{i:03}")


def main():
    others = [f"other{i:03}" for i in range(OTHERS)]
    rules = list(devices())
    rules += [OTHER.format(name=name) for name in others]
    rules += [SPAWN.format(image="image", number=i) for i in range(OTHERS)]
    with open(sys.argv[1], "w", encoding="ascii") as file:
        file.write(HEAD.format(others=", ".join(others)) + "".join(rules) + "}\n")


main()
