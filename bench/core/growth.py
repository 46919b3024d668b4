#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""bench/core/growth.py PROGRAM DIRECTORY [CASE...]

Instructions of the library (its own sources) an operation, by callgrind, with
little and with much of what should not matter to it. Fails if one differs by
more than 10 %.
"""
import re
import subprocess
import sys

LIMIT = 0.10
MUCH = 100_000
# Case, small N, large N, what it is.
CASES = [
    ("shared-generate", 1, MUCH, "queued: sigqueue, shared, same number"),
    ("shared-accept", 1, MUCH, "queued: sigtimedwait, shared, same number"),
    ("shared-deliver", 1, MUCH, "queued: handler, shared, same number"),
    ("private-generate", 1, MUCH, "queued: sigqueue, private, same number"),
    ("private-accept", 1, MUCH, "queued: sigtimedwait, private, same"),
    ("lower-generate", 1, MUCH, "queued of a lower number: sigqueue"),
    ("lower-accept", 1, MUCH, "queued of a lower number: sigtimedwait"),
    ("lower-deliver", 1, MUCH, "queued of a lower number: handler"),
    ("higher-accept", 1, MUCH, "queued of a higher number: sigtimedwait"),
    ("processes-kill", 10, MUCH, "processes: kill + sigtimedwait"),
    ("processes-life", 10, MUCH, "processes: fork, exit, wait4"),
    ("threads-kill", 10, MUCH, "threads: tgkill + sigtimedwait"),
    ("threads-life", 10, MUCH, "threads: clone, exit"),
    ("targets-all", 100, 10_000, "kill(-1), for each target"),
    ("targets-group", 100, 10_000, "kill(-pgid), for each target"),
    ("targets-bystanders", 10, MUCH, "kill(-pgid) of 10, among others"),
]
OURS = re.compile(r"(^|/)(core|sys|arch/[^/]*)/[^/]*$")
NAME = re.compile(r"^(c?)f[lie]=(\(\d+\))(?: (.*))?$")


def instructions(path):
    """The sum over lines of the library's own files."""
    names, ours, skip, total = {}, False, False, 0
    with open(path, encoding="utf-8", errors="replace") as out:
        for line in out:
            m = NAME.match(line.rstrip("\n"))
            if m:
                called, number, name = m.groups()
                if name:
                    names[number] = name
                if not called:
                    name = names[number]
                    ours = (bool(OURS.search(name)) and
                            "/bench/" not in "/" + name)
            elif line.startswith("calls="):
                skip = True  # the next line is what the callee cost
            elif line[0].isdigit() or line[0] in "+-*":
                if not skip and ours:
                    total += int(line.split()[1])
                skip = False
    return total


def measure(program, directory, case, n):
    path = f"{directory}/growth.{case}.{n}"
    run = subprocess.run(
        ["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no",
         f"--callgrind-out-file={path}", program, case, str(n)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        timeout=600)
    if run.returncode:
        sys.exit(f"growth: {case} {n}: status {run.returncode}\n{run.stderr}")
    return instructions(path) / int(run.stdout)


def main():
    program, directory, only = sys.argv[1], sys.argv[2], sys.argv[3:]
    missed = 0
    print("cost growth, instructions an operation (callgrind), aim: within "
          f"{LIMIT:.0%}:", flush=True)
    for case, few, many, what in CASES:
        if only and case not in only:
            continue
        a = measure(program, directory, case, few)
        b = measure(program, directory, case, many)
        verdict = "" if a and abs(b / a - 1) <= LIMIT else "  missed"
        missed += bool(verdict)
        print(f"{what:<44} {few:>6}: {a:>7.0f}   {many:>6}: {b:>9.0f}"
              f"{verdict}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
