#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ksig explore: what is said of a run that goes wrong, and which are ended.

Usage: KSIG=out/ksig BUGGY=out/programs/buggy \
    python3 tests/cli/test_explore_verdicts.py [Class.test ...]
"""
import json
import os
import re
import subprocess
import unittest

import test_explore
from test_explore import InFolder, program, slow

HERE = os.path.dirname(os.path.abspath(__file__))
FOUND, CANNOT, NOTHING = 1, 2, 0


class Verdicts(InFolder):
    def found(self, name, *options):
        p = self.explore(*options, program(name))
        self.assertEqual(p.returncode, FOUND, p.stdout + p.stderr)
        return p.stdout

    def again(self):
        p = test_explore.ksig("replay", "-n", "2", self.path("found", "1"))
        self.assertEqual(p.returncode, NOTHING, p.stdout + p.stderr)
        return p.stdout

    def test_eintr(self):
        out = self.found("eintr-bug", "--points", "syscalls")
        self.assertIn("finding 1: eintr: it exits with 1 (1 point)\n", out)
        self.assertIn("\n  call: read(2) fails with EINTR after", out)
        f = self.finding(1)
        self.assertEqual((f["verdict"], f["judged"], f["call_result"]),
                         ("eintr", "status", -4))
        # Its clock goes on while the stack is taken: not each time.
        p = test_explore.ksig("replay", "-n", "5", self.path("found", "1"))
        self.assertIn("finding 1: eintr: ", p.stdout)

    def test_a_sleep_that_is_cut_short(self):
        """Among other points, of which many are tried in one run."""
        out = self.found("sleep-bug", "-n", "40")
        self.assertIn("clock_nanosleep(2) fails with EINTR", out)

    def test_short_write(self):
        out = self.found("short-write-bug", "--points", "syscalls")
        self.assertIn("finding 1: short: ", out)
        m = re.search(r"\n  call: write\(2\) returns (\d+) after the handler, "
                      r"without the signal (\d+)\n", out)
        self.assertTrue(m, out)
        self.assertLess(int(m.group(1)), int(m.group(2)))
        self.again()

    @slow
    def test_short_read(self):
        out = self.found("short-read-bug", "--points", "syscalls")
        self.assertIn("finding 1: short: ", out)

    def test_errno(self):
        """Only where somebody looks at it."""
        out = self.found("errno-bug", "--points", "accesses", "-n", "200")
        kinds = set(re.findall(r"^finding \d+: (\w+): ", out, re.M))
        self.assertEqual(kinds, {"errno"}, out)
        self.assertIn("errno is EAGAIN where the signal comes, and EBADF "
                      "after the handler", out)
        self.assertIn("  where it looks at errno:\n    #0  main+", out)
        self.again()
        p = self.explore("-n", "50", "--points", "accesses",
                         program("errno-fixed"))
        self.assertEqual(p.returncode, NOTHING, p.stdout)

    def test_a_finding_of_before(self):
        """What was saved without the newer fields is replayed."""
        self.found("pause-bug", "--points", "syscalls")
        f = self.finding(1)
        for name in ("judged", "call", "call_result", "memory", "processes"):
            f.pop(name, None)
        for name in ("result", "errno"):
            f["point"].pop(name, None)
        with open(self.path("found", "1"), "w", encoding="utf-8") as file:
            json.dump(f, file)
        self.again()


class Sanitizer(InFolder):
    def build(self, *flags):
        return subprocess.run(
            ["gcc", "-g", "-O1", *flags, "-o", self.path("box"),
             os.path.join(HERE, "explore_sanitizer.c")], check=False,
            stderr=subprocess.DEVNULL).returncode == 0

    def test_report(self):
        if not self.build("-fsanitize=address"):
            self.skipTest("no libasan")
        p = self.explore("--points", "accesses", "--in", "box", "-n",
                         "12", self.path("box"))
        self.assertEqual(p.returncode, FOUND, p.stdout + p.stderr)
        self.assertRegex(p.stdout, r"finding \d+: sanitizer: SUMMARY: "
                         r"AddressSanitizer: heap-use-after-free .* in handler")
        f = [self.finding(i) for i in range(1, 9)
             if os.path.exists(self.path("found", str(i)))]
        self.assertIn("sanitizer", {x["verdict"] for x in f})

    def test_words_alone_are_no_report(self):
        """Nor is one that is there without a signal."""
        for text in ("runtime error: none", "x.c:1:2: runtime error: one",
                     "AddressSanitizer", "==1==ERROR: AddressSanitizer: x"):
            p = self.explore("-n", "10", "--signal", "USR1", "sh", "-c",
                             f"trap : USR1; echo '{text}' >&2")
            self.assertEqual(p.returncode, NOTHING, p.stdout + p.stderr)


class Limits(InFolder):
    def explodes(self, trap, words, *options):
        p = self.explore("-n", "8", "--time", "5", "--timeout", "20",
                         "--signal", "USR1", *options, "sh", "-c",
                         f"trap '{trap}' USR1; :; :; :")
        self.assertEqual(p.returncode, FOUND, p.stdout + p.stderr)
        self.assertRegex(p.stdout, r"finding \d+: explodes: " + words)

    def test_memory(self):
        self.explodes("x=aaaaaaaa; while :; do x=$x$x; done",
                      r"it takes \d+ MiB of memory", "--memory", "64M")

    def test_files(self):
        self.explodes("dd if=/dev/zero of=f bs=64k 2>/dev/null",
                      r"it writes \d+ MiB", "--memory", "8M", "--isolate")

    def test_what_it_takes_anyway(self):
        p = self.explore("-n", "3", "--memory", "32M", "python3", "-c",
                         "x = bytearray(100 << 20)")
        self.assertEqual(p.returncode, CANNOT, p.stdout)
        self.assertIn("give it more --memory", p.stderr)

    def test_numbers(self):
        for word in ("0", "x", "1T", "1MM", "-1", "", "99999999999999999999"):
            p = self.explore("--memory=" + word, "true")
            self.assertEqual(p.returncode, CANNOT, word)
            self.assertIn("--memory", p.stderr)


if __name__ == "__main__":
    unittest.main()
