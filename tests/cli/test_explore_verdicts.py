#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ksig explore: what is said of a run that goes wrong, and which are ended.

Usage: KSIG=out/ksig BUGGY=out/programs/buggy \
    python3 tests/cli/test_explore_verdicts.py [Class.test ...]
"""
import json
import os
import re
import shutil
import subprocess
import unittest

import test_explore
from test_explore import InFolder, program, slow

HERE = os.path.dirname(os.path.abspath(__file__))
FOUND, CANNOT, NOTHING = 1, 2, 0


# While it is at work the signal makes it give up: that is meant. Before and
# after that it only counts it, and there is one place where a count is lost.
ANSWERS = r"""
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
static volatile int seen, counted, at_work, stop;
static void h(int s) { (void)s; seen++; counted++; stop = at_work; }
int main(void)
{
	volatile int i, n;

	signal(SIGUSR1, h);
	for (i = 0; i < 200; i++)
		getppid();
	n = counted;
	n++;
	counted = n;
	at_work = 1;
	for (i = 0; i < 200; i++) {
		getppid();
		if (stop)
			exit(9);
	}
	at_work = 0;
	for (i = 0; i < 200; i++)
		getppid();
	return counted == seen + 1 ? 0 : 5;
}
"""

# Goes wrong only in the middle of what it reads.
READS = r"""
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
static volatile int nr;
static void h(int s) { (void)s; if (nr == 3) abort(); }
int main(void)
{
	char c;

	signal(SIGUSR1, h);
	while (read(0, &c, 1) == 1)
		nr++;
	return 0;
}
"""

# A function that leaves errno as it was, and its caller, who looks at a copy.
SAVES = r"""
#include <errno.h>
#include <signal.h>
#include <unistd.h>
static volatile int result;
static void h(int s) { (void)s; chdir("/none"); }
static __attribute__((noinline)) void saves(void)
{
	int e = errno;

	getppid();
	errno = e;
}
int main(void)
{
	signal(SIGUSR1, h);
	close(-1);
	saves();
#ifdef LOOKS
	close(-1);
	int e = errno;
	getppid();
	result = e == EBADF;
#endif
	return 0;
}
"""


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

    def built(self, name, source):
        with open(self.path(name + ".c"), "w", encoding="utf-8") as f:
            f.write(source)
        subprocess.run(["gcc", "-O1", "-o", self.path(name),
                        self.path(name + ".c")], check=True)
        return self.path(name)

    def test_the_input_is_kept(self):
        """What a finding says is all that its replay needs."""
        name = self.built("reads", READS)
        with open(self.path("text"), "w", encoding="utf-8") as f:
            f.write("12345")
        for how in "file", "pipe":
            with open(self.path("text"), encoding="utf-8") as f:
                given = {"stdin": f} if how == "file" else {"input": f.read()}
                shutil.rmtree(self.path("found"), ignore_errors=True)
                p = test_explore.ksig("explore", "-q", "--points", "syscalls",
                                      "-o", self.path("found"), name, **given)
            self.assertIn("finding 1: crash: reads dies of SIGABRT", p.stdout)
            self.again()
            with open(self.path("found", self.finding(1)["input"]),
                      encoding="utf-8") as f:
                self.assertEqual(f.read(), "12345")
        os.unlink(self.path("found", self.finding(1)["input"]))
        p = test_explore.ksig("replay", self.path("found", "1"))
        self.assertEqual(p.returncode, CANNOT)
        self.assertIn("it is what the runs read\n", p.stderr)

    def test_what_it_does_with_the_signal(self):
        """One ending in a long part of the run is meant; a race is not."""
        name = self.built("answers", ANSWERS)
        p = self.explore(name)
        self.assertEqual(p.returncode, FOUND, p.stdout + p.stderr)
        self.assertEqual(re.findall(r"^finding \d+: (.*) \(", p.stdout, re.M),
                         ["status: it exits with 5"], p.stdout)
        m = re.search(r"^no finding: SIGUSR1 at \d+ points, over (\d+) instruc"
                      r"tions and more in a row, ends it with status 9: taken "
                      r"for what \S+ does with it$", p.stdout, re.M)
        self.assertTrue(m, p.stdout)
        self.assertGreater(int(m.group(1)), 1000)
        dirs = [self.path(str(i)) for i in range(1, 5)]
        for i, d in enumerate(dirs, 1):
            test_explore.ksig("explore", "-q", "-o", d, f"--shard={i}/4", name)
        p = test_explore.ksig("merge", "-o", self.path("all"), *dirs)
        self.assertEqual(re.findall(r"^finding \d+: (.*) \(", p.stdout, re.M),
                         ["status: it exits with 5"], p.stdout)

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

    def test_errno_that_is_saved(self):
        """To put it back is not to look at it."""
        points = ["--points", "accesses", "-n", "400"]
        p = self.explore(*points, self.built("saves", SAVES))
        self.assertEqual(p.returncode, NOTHING, p.stdout + p.stderr)
        p = self.explore(*points, self.built("looks",
                                             "#define LOOKS\n" + SAVES))
        kinds = set(re.findall(r"^finding \d+: (\w+): ", p.stdout, re.M))
        self.assertEqual(kinds, {"errno"}, p.stdout + p.stderr)

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
