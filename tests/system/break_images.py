#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Make broken images out of a sound one: SOUND FOLDER."""

import os
import struct
import sys

PROGRAM_HEADER_FLAGS = 4  # offset in an ELF64 program header


def main():
    with open(sys.argv[1], "rb") as file:
        sound = file.read()
    headers = struct.unpack_from("<Q", sound, 32)[0]
    writable = bytearray(sound)
    struct.pack_into("<I", writable, headers + PROGRAM_HEADER_FLAGS, 7)
    broken = {
        "truncated": sound[:len(sound) // 2],
        "garbage": bytes((i * 37 + 11) % 256 for i in range(5000)),
        "empty": b"",
        "writable": bytes(writable),
    }
    os.makedirs(sys.argv[2], exist_ok=True)
    for name, data in broken.items():
        with open(os.path.join(sys.argv[2], name), "wb") as file:
            file.write(data)


main()
