#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ksig explore: which points there are (--points, --from, --to, --in).

Usage: KSIG=out/ksig BUGGY=out/programs/buggy \
    python3 tests/cli/test_explore_points.py [Class.test ...]
"""
import os
import re
import subprocess
import unittest

import test_explore
from test_explore import InFolder, program, slow

FOUND, CANNOT, NOTHING = 1, 2, 0


class Part(InFolder):
    def look(self, name, *options):
        """How many points, and how many of them are found a second time."""
        p = self.explore(*options, program(name))
        self.assertIn(p.returncode, (FOUND, NOTHING), p.stdout + p.stderr)
        self.assertNotIn("not reached", p.stdout)
        m = re.search(r"^ksig: \d+ of (\d+) points for", p.stderr, re.M)
        self.assertTrue(m, p.stderr)
        return int(m.group(1)), p.stdout

    def refused(self, words, *options):
        p = self.explore(*options, program("printf-bug"))
        self.assertEqual((p.returncode, p.stdout), (CANNOT, ""), p)
        self.assertRegex(p.stderr, words)


class Points(Part):
    def test_each_kind(self):
        nr = {which: self.look("torn-bug", "-n", "1", "--points", which)[0]
              for which in ("syscalls", "accesses", "instructions", "all")}
        self.assertEqual(nr["syscalls"] + nr["instructions"], nr["all"])
        self.assertLess(nr["accesses"], nr["instructions"] / 4)
        self.assertGreater(nr["accesses"], nr["syscalls"])

    def test_a_torn_pair_is_between_accesses(self):
        _, out = self.look("torn-bug", "--points", "accesses")
        self.assertIn("finding 1: output", out)
        self.look("torn-fixed", "--points", "accesses", "-n", "100")

    def test_calls(self):
        """All that happens in printf(), and nothing that does not."""
        nr, out = self.look("printf-bug", "--points", "calls", "-n", "300")
        self.assertIn("deadlock", out)
        in_it, _ = self.look("printf-bug", "--points", "instructions", "--in",
                             "printf", "-n", "1")
        self.assertLess(in_it, nr)
        self.assertLess(nr, in_it * 1.3)
        self.assertEqual(self.look("list-bug", "--points", "calls")[0], 0)

    def test_several(self):
        one, _ = self.look("torn-bug", "--points", "syscalls", "-n", "1")
        two, _ = self.look("torn-bug", "--points", "instructions", "-n", "1")
        both, _ = self.look("torn-bug", "--points", "syscalls,instructions",
                            "-n", "1")
        self.assertEqual(one + two, both)

    def test_no_such_kind(self):
        for word in ("x", "", "syscalls,", ",all", "call"):
            self.refused("only syscalls, calls, accesses", "--points", word)

    def test_threads_that_race(self):
        """A run may make one futex(2) more, or less, than the survey."""
        p = self.explore("-n", "100", "--points", "accesses",
                         program("longjmp-malloc-bug"))
        self.assertEqual(p.returncode, FOUND, p.stdout + p.stderr)
        m = re.search(r", (\d+) not reached", p.stdout)
        self.assertLess(int(m.group(1)) if m else 0, 20, p.stdout)

    @slow
    def test_each_access_is_reached_again(self):
        """Those of rep instructions, too: once a turn."""
        nr, _ = self.look("printf-bug", "--points", "accesses", "-n", "5000")
        self.assertGreater(nr, 500)


class Signals(Part):
    def test_what_the_c_library_keeps_for_itself(self):
        """With a thread it has a handler for 33: only who asks gets that."""
        for options, names in (((), "SIGUSR1"),
                               (("--signal", "33"), "SIGRT33")):
            p = self.explore("-n", "1", *options, program("wrong-thread-bug"))
            self.assertRegex(p.stderr, r" points for %s(;|\n)" % names)


class Window(Part):
    def stacks(self):
        return [[f["function"].split("@")[0] for f in self.finding(i)["at"]]
                for i in range(1, 9) if os.path.exists(
                    self.path("found", str(i)))]

    def test_in_a_function(self):
        """With what it calls, and nothing else."""
        _, out = self.look("malloc-bug", "--in", "malloc", "-n", "150")
        self.assertIn("finding 1", out)
        for names in self.stacks():
            self.assertTrue({"malloc", "__libc_malloc"} & set(names), names)
        p = test_explore.ksig("replay", "-n", "3", self.path("found", "1"))
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)

    def test_in_an_object(self):
        nr, _ = self.look("torn-bug", "--points", "accesses", "--in",
                          "torn-bug", "-n", "20000")
        other, _ = self.look("torn-bug", "--points", "accesses", "--in",
                             "libc", "--in", "ld-linux-x86-64", "-n", "1")
        everywhere, _ = self.look("torn-bug", "--points", "accesses", "--in",
                                  "main", "--in", "torn-bug", "--in", "libc",
                                  "--in", "ld-linux-x86-64.so.2", "-n", "1")
        self.assertGreater(nr, 0)
        self.assertGreater(other, 0)
        self.assertEqual(nr + other, everywhere)

    def test_between_two_calls_of_a_function(self):
        part = ("--from", "printf:3", "--to", "printf:4")
        some, _ = self.look("printf-bug", "--points", "instructions", *part,
                            "-n", "1")
        twice, _ = self.look("printf-bug", "--points", "instructions",
                             "--from", "printf:3", "--to", "printf:5",
                             "-n", "1")
        self.assertGreater(some, 300)
        self.assertTrue(1.8 * some < twice < 2.2 * some, (some, twice))
        _, out = self.look("printf-bug", "--points", "calls", *part, "-n",
                           "250")
        self.assertIn("deadlock", out)

    def test_a_time_is_a_call(self):
        p = self.explore("--points", "syscalls", "--from", "100us",
                         program("pause-bug"))
        m = re.search(r"there is system call (\d+): --from='(#\d+)'", p.stderr)
        self.assertTrue(m, p.stderr)
        self.assertEqual("#" + m.group(1), m.group(2))
        timed = re.search(r"of (\d+) points", p.stderr).group(1)
        p = self.explore("--points", "syscalls", "--from", m.group(2),
                         program("pause-bug"))
        self.assertEqual(re.search(r"of (\d+) points", p.stderr).group(1),
                         timed)

    def test_calls_by_number(self):
        whole, _ = self.look("printf-bug", "--points", "syscalls")
        for n in range(20, 60):
            p = self.explore("--points", "syscalls", "--from", f"#{n}",
                             "--to", f"#{n + 2}", program("printf-bug"))
            if p.returncode != CANNOT:
                break
        m = re.search(r"of (\d+) points", p.stderr)
        self.assertTrue(m, p.stderr)
        self.assertLess(int(m.group(1)), whole)
        self.assertLessEqual(int(m.group(1)), 4)

    def test_shards_and_resume(self):
        options = ("--in", "printf", "-n", "60", "--points", "accesses")
        counts = []
        for i in ("1/2", "2/2"):
            p = test_explore.ksig("explore", "-q", "--shard", i, *options,
                                  "-o", self.path(i[0]),
                                  program("printf-bug"))
            self.assertIn(p.returncode, (FOUND, NOTHING), p.stderr)
            counts.append(re.search(r"^(\d+) points tried", p.stdout,
                                    re.M).group(1))
        self.assertEqual(counts, ["30", "30"])
        p = test_explore.ksig("merge", "-o", self.path("all"), self.path("1"),
                              self.path("2"))
        self.assertIn("2 of 2 shards\n", p.stdout)
        p = test_explore.ksig("explore", "-q", "--resume", self.path("1"))
        self.assertIn("0 points tried", p.stdout, p.stderr)

    def test_refusals(self):
        self.refused("does not come to a function", "--from", "nothing")
        self.refused("does not come to a function", "--to", "nothing")
        self.refused("nor has it such an object", "--in", "nothing")
        self.refused("called 1 times", "--from", "main:2")
        self.refused("no system call after", "--from", "100s")
        self.refused("no point in that part", "--from", "#100000")
        for word in ("10", "10m", "#", "#0", "#x", "f:0", ":1", "", "-1ms"):
            with self.subTest(word):
                self.refused("it is FUNCTION", "--from=" + word)
        self.refused("--shard and a time", "--shard", "1/2", "--to", "1ms")


class Twice(Part):
    SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "explore_twice.c")

    def setUp(self):
        super().setUp()
        subprocess.run([os.environ.get("CC", "cc"), "-O1", "-Wl,-z,now", "-o",
                        self.path("twice"), self.SOURCE], check=True)

    def twice(self, how, *options):
        return self.explore(*options, self.path("twice"), how)

    def test_one_is_no_problem(self):
        for how in ("nodefer", "two", "masked"):
            p = self.twice(how, "--points", "accesses")
            self.assertEqual(p.returncode, NOTHING, p.stdout + p.stderr)

    def test_its_own_signal(self):
        p = self.twice("nodefer", "--twice", "--points", "accesses")
        self.assertIn("finding 1: output", p.stdout, p.stderr)
        self.assertRegex(p.stdout, r"\n  then: SIGUSR1 in handler\+0x")
        f = self.finding(1)
        self.assertEqual(f["second"]["signal"], "SIGUSR1")
        self.assertIn("handler", [x["function"] for x in f["at_second"]])
        p = test_explore.ksig("replay", "-n", "3", self.path("found", "1"))
        self.assertTrue(p.stdout.endswith("found/1: 3 of 3 times\n"), p)
        self.assertIn("\n  then: SIGUSR1 in handler", p.stdout)

    def test_another_signal(self):
        p = self.twice("two", "--twice", "--points", "accesses", "-n", "400")
        self.assertIn("finding 1: output", p.stdout, p.stderr)
        self.assertRegex(p.stdout, r"\n  then: SIGUSR2 in handler\+0x")

    def test_in_one_of_several_programs(self):
        """Points that no copy can be made for are tried once, too."""
        p = self.explore("-n", "5", "-j", "2", "--in", "dash", "sh", "-c",
                         self.path("twice") + " nodefer; true")
        if "nor has it such an object" in p.stderr:
            self.skipTest("sh is no dash")
        self.assertRegex(p.stdout, r"(?m)^5 points tried", p.stderr)

    def test_where_the_mask_does_not_allow(self):
        nr = []
        for option in ("--twice", "-q"):
            p = self.twice("masked", option, "--points", "accesses")
            self.assertEqual(p.returncode, NOTHING, p.stdout + p.stderr)
            nr.append(re.search(r"of (\d+) points", p.stderr).group(1))
        self.assertEqual(nr[0], nr[1])

    def test_shards_and_resume(self):
        options = ("--twice", "--points", "accesses", "-n", "300")
        whole = self.twice("nodefer", *options)
        for i in "12":
            test_explore.ksig("explore", "-q", "--shard", i + "/2", *options,
                              "-o", self.path(i), self.path("twice"),
                              "nodefer")
        p = test_explore.ksig("merge", "-o", self.path("all"), self.path("1"),
                              self.path("2"))
        self.assertIn("300 points tried", p.stdout)
        self.assertEqual(p.stdout.count("\n  then: "),
                         whole.stdout.count("\n  then: "))
        self.assertIn("\n  then: ", p.stdout)
        p = test_explore.ksig("explore", "-q", "--resume", self.path("found"))
        self.assertRegex(p.stdout, r"\n0 points tried in 0.\d s, 300 before")


if __name__ == "__main__":
    unittest.main()
