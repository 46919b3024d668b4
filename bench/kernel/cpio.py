#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""cpio.py OUT NAME=FILE...: an initramfs (cpio, "newc") of these programs.

Each FILE becomes NAME in the archive, executable, owned by root, with no
time in it: the same input gives the same bytes.  The directories on the way
to a NAME are made too.
"""
import sys

DIRECTORY, FILE = 0o040755, 0o100755
ALIGN = 4  # bytes; headers with their names, and contents


def pad(data):
    return data + b"\0" * (-len(data) % ALIGN)


def entry(number, name, mode, content=b""):
    """One entry: 13 fields of 8 hexadecimal digits, the name, the content."""
    name = name.encode() + b"\0"
    links = 2 if mode == DIRECTORY else 1
    fields = [number, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0,
              len(name), 0]
    header = b"070701" + b"".join(b"%08X" % field for field in fields)
    return pad(header + name) + pad(content)


def archive(files):
    """The archive of {name: content}."""
    out, number, made = b"", 1, set()
    for name, content in files.items():
        parts = name.strip("/").split("/")
        for depth in range(1, len(parts)):
            directory = "/".join(parts[:depth])
            if directory not in made:
                made.add(directory)
                out += entry(number, directory, DIRECTORY)
                number += 1
        out += entry(number, "/".join(parts), FILE, content)
        number += 1
    return out + entry(0, "TRAILER!!!", 0)


def main(args):
    if len(args) < 2 or not all("=" in arg for arg in args[1:]):
        sys.exit(__doc__.split("\n", maxsplit=1)[0])
    files = {}
    for arg in args[1:]:
        name, path = arg.split("=", 1)
        with open(path, "rb") as file:
            files[name] = file.read()
    with open(args[0], "wb") as out:
        out.write(archive(files))


if __name__ == "__main__":
    main(sys.argv[1:])
