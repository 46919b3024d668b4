#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ksig explore, replay and check on programs with known bugs.

Usage: KSIG=out/ksig BUGGY=out/programs/buggy python3 tests/cli/test_explore.py
All of the programs at length: tests/programs/buggy/explored.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

KSIG = os.path.abspath(os.environ.get("KSIG", "out/ksig"))
BUGGY = os.path.abspath(os.environ.get("BUGGY", "out/programs/buggy"))
SECONDS = 120
slow = unittest.skipUnless(os.environ.get("KSIG_ALL"), "make check-all")


def ksig(*args, **kw):
    if "input" not in kw:
        kw.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([KSIG, *args], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=SECONDS, **kw)


def program(name):
    return os.path.join(BUGGY, name)


# Reads a file line by line, and writes each to another and to stdout.
FILES = r"""
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static void h(int s) { (void)s; }
int main(void)
{
	int in = open("in", O_RDONLY), runs, out, n = 0;
	char c;

	runs = open("runs", O_WRONLY | O_CREAT | O_APPEND, 0600);
	out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (write(runs, "run\n", 4) != 4)
		return 1;
	close(runs);
	signal(SIGUSR1, h);
	while (read(in, &c, 1) == 1) {
		n++;
		if (write(out, &c, 1) != 1 || write(1, &c, 1) != 1)
			return 1;
	}
	return n == 80 && lseek(out, 0, SEEK_CUR) == 80 ? 0 : 2;
}
"""
# Its handler sends a signal to the whole process group: to the one that was
# copied, too, which is of no use after that.
GROUP = r"""
#include <signal.h>
#include <unistd.h>
static void h(int s) { (void)s; kill(0, SIGUSR2); }
static void g(int s) { (void)s; }
int main(void)
{
	int i;

	signal(SIGUSR2, g);
	signal(SIGUSR1, h);
	for (i = 0; i < 60; i++)
		getppid();
	return 0;
}
"""

# Its handler forks without end, but only if it comes at one of some calls.
BOMB = r"""
#include <signal.h>
#include <unistd.h>
static volatile int i;
static void h(int s)
{
	(void)s;
	while (i >= 10 && i < 12)
		fork();
}
int main(void)
{
	signal(SIGUSR1, h);
	for (i = 0; i < 60; i++)
		getppid();
	return 0;
}
"""


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def explore(self, *args):
        shutil.rmtree(self.path("found"), ignore_errors=True)
        return ksig("explore", "-q", "-o", self.path("found"), *args,
                    cwd=self.folder.name)

    def finding(self, number):
        with open(self.path("found", str(number)), encoding="utf-8") as f:
            return json.load(f)


class Explore(InFolder):
    def found(self, name, verdict, *options):
        p = self.explore(*options, program(name))
        self.assertEqual(p.returncode, 1, p.stdout + p.stderr)
        self.assertRegex(p.stdout, r"finding 1: (%s):" % verdict)
        self.assertRegex(p.stdout, r"\n\d+ points tried in .* findings?")
        return p.stdout

    def test_crash_is_explained_and_replayed(self):
        out = self.found("early-bug", "crash", "-n", "150")
        self.assertIn("dies of SIGSEGV", out)
        self.assertIn("-- interrupted by the signal --", out)
        self.assertRegex(out, r"again: ksig replay \S+/found/1\n")
        f = self.finding(1)
        self.assertEqual((f["verdict"], f["signal"]), ("crash", "SIGHUP"))
        self.assertEqual(f["stack"][0]["function"], "handler")
        p = ksig("replay", "-n", "20", self.path("found", "1"))
        self.assertEqual(p.returncode, 0, p.stdout)
        self.assertTrue(p.stdout.endswith("found/1: 20 of 20 times\n"))

    def test_deadlock(self):
        out = self.found("mutex-bug", "deadlock", "-n", "200")
        self.assertIn("hangs in futex(2)", out)

    def test_lost_wakeup_at_a_call(self):
        out = self.found("pause-bug", "lost-wakeup", "--points", "syscalls")
        self.assertIn("just before pause(2)", out)

    @slow
    def test_zombie(self):
        self.found("chld-once-bug", "zombie", "--points", "syscalls")

    def test_other_end_and_output(self):
        self.found("eintr-bug", "eintr", "--points", "syscalls")
        out = self.found("list-bug", "output")
        self.assertIn("SIGUSR1 in main+0x", out)

    def test_twins_are_clean(self):
        for name in ("early", "mutex", "pause", "list"):
            with self.subTest(name):
                p = self.explore("-n", "100", program(name + "-fixed"))
                self.assertEqual(p.returncode, 0, p.stdout + p.stderr)
                self.assertRegex(p.stdout, r", 0 findings")
        self.assertFalse(os.path.exists(self.path("found", "1")))

    def test_isolate(self):
        with open(self.path("f"), "w", encoding="utf-8") as f:
            f.write("old\n")
        script = "trap 'n=1' USR1; read x <f; echo new >f; echo $x"
        p = self.explore("--isolate", "-n", "40", "--signal", "USR1",
                         "sh", "-c", script)
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)
        with open(self.path("f"), encoding="utf-8") as f:
            self.assertEqual(f.read(), "old\n")

    def test_isolated_finding_is_replayed(self):
        with open(self.path("f"), "w", encoding="utf-8") as f:
            f.write("what is here counts as output\n")
        self.assertEqual(self.explore("--isolate", program("list-bug"))
                         .returncode, 1)
        with tempfile.TemporaryDirectory() as elsewhere:
            os.rename(self.path("found"), os.path.join(elsewhere, "found"))
            p = ksig("replay", "-n", "3",
                     os.path.join(elsewhere, "found", "1"),
                     cwd=self.folder.name)
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)

    def counts(self, name, *options):
        """(verdict, number of points) of each finding."""
        p = self.explore("-n", "120", *options, program(name))
        self.assertRegex(p.stdout, r"120 points tried")
        return sorted(re.findall(r"finding \d+: ([\w-]+): .*\((\d+) point",
                                 p.stdout))

    def test_checkpoints_change_nothing(self):
        for name in ("malloc-bug", "pause-bug"):
            with self.subTest(name=name):
                self.assertEqual(self.counts(name),
                                 self.counts(name, "--no-checkpoints"))

    def copied(self, source, *options):
        """Explore a C program whose copies tell how many there are."""
        with open(self.path("p.c"), "w", encoding="utf-8") as f:
            f.write(source)
        subprocess.run(["gcc", "-O1", "-o", self.path("p"), self.path("p.c")],
                       check=True)
        return self.explore("-n", "60", "--points", "syscalls", *options,
                            self.path("p"))

    def test_copies_leave_open_files(self):
        with open(self.path("in"), "w", encoding="utf-8") as f:
            f.write("".join("%d\n" % i for i in range(30)))
        p = self.copied(FILES)
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)
        self.assertRegex(p.stdout, r"60 points tried .* 0 findings\n")
        # One process a run, and a run is for many points.
        with open(self.path("runs"), encoding="utf-8") as f:
            self.assertLess(len(f.readlines()), 30)
        with open(self.path("out"), encoding="utf-8") as f:
            self.assertEqual(f.read(), "".join("%d\n" % i for i in range(30)))

    def test_copy_that_kills_its_group(self):
        p = self.copied(GROUP, "--signal", "USR1")
        self.assertRegex(p.stdout, r"60 points tried")
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)

    def test_copy_that_explodes(self):
        p = self.copied(BOMB, "--signal", "USR1")
        self.assertEqual(p.returncode, 1, p.stdout + p.stderr)
        self.assertRegex(p.stdout, r"finding 1: explodes")
        self.assertRegex(p.stdout, r"60 points tried .* 1 finding")

    def test_nothing_to_do(self):
        p = self.explore("true")
        self.assertEqual(p.returncode, 0)
        self.assertIn("installs no handler", p.stdout)

    def test_waiting_for_input_is_no_hang(self):
        os.mkfifo(self.path("fifo"))
        p = self.explore("-n", "60", "sh", "-c", "trap : TERM; : <fifo")
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)
        self.assertRegex(p.stdout, r"60 points tried .* 0 findings")

    @slow
    def test_streams_and_terminal_are_left(self):
        p = ksig("explore", "-q", "-n", "20", "-o", self.path("found"), "--",
                 "sh", "-c", "trap 'echo out; echo err >&2' TERM; cat",
                 stdin=None, cwd=self.folder.name)
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)
        self.assertNotIn("out\n", p.stdout)
        self.assertNotIn("err\n", p.stderr)

    def test_explosion_is_ended(self):
        p = self.explore("-n", "3", "--points", "syscalls", "--timeout", "20",
                         "--signal", "USR1", "sh", "-c",
                         "trap 'while :; do sleep 60 & done' USR1; "
                         ": >/dev/null; :")
        self.assertEqual(p.returncode, 1, p.stdout + p.stderr)
        self.assertIn("explodes", p.stdout)

    @slow
    def test_busy_loop_is_ended(self):
        p = self.explore("-n", "8", "--timeout", "1", "--signal", "USR1",
                         "sh", "-c",
                         "trap 'while :; do :; done' USR1; : >/dev/null; :")
        self.assertEqual(p.returncode, 1, p.stdout + p.stderr)
        self.assertIn("timeout", p.stdout)

    def refused(self, words, *args):
        p = ksig(*args)
        self.assertEqual(p.returncode, 2, p.stdout)
        self.assertEqual(p.stdout, "")
        self.assertRegex(p.stderr, words)

    def test_refusals(self):
        self.refused("no command", "explore")
        self.refused("KILL: no signal that", "explore", "-s", "KILL", "true")
        self.refused("only syscalls, calls", "explore", "--points", "x", "true")
        self.refused("no number from 1", "explore", "-n", "0", "true")
        self.refused("no such file", "explore", "/nonexistent")
        self.refused("no finding was given", "replay")
        self.refused("no finding can be read", "replay", "/nonexistent/1")
        self.refused("--at-delivery is for", "replay", "--at-delivery", "x")
        self.refused("no command", "check")
        self.refused("no such file", "check", "/nonexistent")


class Check(unittest.TestCase):
    def check(self, name, *options):
        return ksig("check", *options, program(name))

    def test_what_each_handler_does(self):
        for name, words in (
                ("printf-bug", r"unsafe-call: .* calls printf\n"),
                ("malloc-bug", r"unsafe-call: .* calls malloc\n"),
                ("syslog-bug", r"unsafe-call: .*SIGTERM.* calls syslog\n"),
                ("gettext-bug", r"unsafe-call: .* calls dcgettext\n"),
                ("errno-bug", r"errno: .* changes errno from \d+ to 9\n"),
                ("longjmp-stdio-bug", r"unsafe-jump: .* out of fwrite"),
                ("chld-once-bug", r"one-wait: .*SIGCHLD"),
                ("select-bug", r"missed: select\(2\) without a time-out.*"
                               r"SIGALRM"),
                ("pause-bug", r"pause: pause\(2\), and SIGALRM")):
            with self.subTest(name):
                p = self.check(name)
                self.assertEqual(p.returncode, 1, p.stdout + p.stderr)
                self.assertRegex(p.stdout, words)
        for name in ("printf", "errno", "chld-once", "pause", "select"):
            with self.subTest(name):
                p = self.check(name + "-fixed")
                self.assertEqual(p.returncode, 0, p.stdout + p.stderr)
                self.assertRegex(p.stdout,
                                 r"^\d+ handler runs followed, 0 findings\n$")

    def test_json(self):
        p = self.check("malloc-bug", "--json")
        lines = [json.loads(line) for line in p.stdout.splitlines()]
        self.assertEqual({x["kind"] for x in lines}, {"unsafe-call"})
        self.assertIn(("malloc", "heap"),
                      {(x["function"], x["cause"]) for x in lines})
        self.assertTrue(all(re.search("handler", x["what"]) for x in lines))


if __name__ == "__main__":
    unittest.main()
