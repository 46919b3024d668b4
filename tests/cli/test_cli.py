#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The command line of `ksig`: options, refusals, statuses, output formats.

Usage: KSIG=out/ksig python3 tests/cli/test_cli.py [Class.test ...]
"""
import fcntl
import json
import os
import pty
import re
import select
import signal
import stat
import subprocess
import tempfile
import time
import unittest

KSIG = os.path.abspath(os.environ.get("KSIG", "out/ksig"))
SECONDS = 60
SELF_KILL = 'kill -%s $$'
TRAPPED = 'trap "echo trapped" USR1; kill -USR1 $$; exit 7'


def ksig(*args, **kw):
    """Run ksig; its CompletedProcess with text streams."""
    kw.setdefault("timeout", SECONDS)
    if "input" not in kw:
        kw.setdefault("stdin", subprocess.DEVNULL)
    kw.setdefault("stdout", subprocess.PIPE)
    kw.setdefault("stderr", subprocess.PIPE)
    return subprocess.run([KSIG, *args], text=True, check=False, **kw)


def environment(**change):
    """Ours with changes; None removes."""
    env = dict(os.environ)
    for name, value in change.items():
        env.pop(name, None)
        if value is not None:
            env[name] = value
    return env


def on_terminal(args, env):
    """What `ksig args` writes when all its streams are a terminal."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(KSIG, [KSIG, *args], env)
    data, end = b"", time.monotonic() + SECONDS
    while time.monotonic() < end:
        if select.select([fd], [], [], 1)[0]:
            try:
                piece = os.read(fd, 65536)
            except OSError:  # EIO: nobody has it open any more
                break
            if not piece:
                break
            data += piece
    os.close(fd)
    os.waitpid(pid, 0)
    return data.decode(errors="replace")


class Options(unittest.TestCase):
    """What is told without running anything."""

    def usage_error(self, args, *words):
        r = ksig(*args)
        self.assertEqual(r.returncode, 125, r)
        self.assertEqual(r.stdout, "")
        lines = r.stderr.splitlines()
        self.assertEqual(len(lines), 2, r.stderr)
        self.assertTrue(lines[0].startswith("ksig"), lines[0])
        self.assertTrue(lines[1].startswith("Try `ksig"), lines[1])
        for word in words:
            self.assertIn(word, lines[0])

    def test_help(self):
        r = ksig("--help")
        self.assertEqual((r.returncode, r.stderr), (0, ""))
        for word in ("run ", "trace ", "psig ", "sim ", "--version"):
            self.assertIn(word, r.stdout)

    def test_help_of_commands(self):
        self.assertIn("CMD", ksig("run", "--help").stdout)
        out = ksig("trace", "--help").stdout
        for word in ("-o", "--json", "-e", "-c", "--summary", "-C",
                     "--color", "NO_COLOR"):
            self.assertIn(word, out)

    def test_version(self):
        r = ksig("--version")
        self.assertEqual(r.returncode, 0)
        self.assertRegex(r.stdout, r"^ksig \d+\.\d+\.\d+\n$")

    def test_no_command(self):
        self.usage_error([], "no command")
        self.usage_error(["run"], "no command")
        self.usage_error(["trace", "-c"], "no command")
        self.usage_error(["run", "--"], "no command")

    def test_unknown(self):
        self.usage_error(["--frobnicate"], "--frobnicate")
        self.usage_error(["frobnicate"], "frobnicate", "run", "trace")
        self.usage_error(["run", "--json", "true"], "--json")
        self.usage_error(["trace", "-Z", "true"], "Z")

    def test_bad_signal(self):
        self.usage_error(["trace", "-e", "FOO", "true"], "FOO", "kill -l")
        self.usage_error(["trace", "-e", "65", "true"], "65")
        self.usage_error(["trace", "-e", "RTMIN+31", "true"], "RTMIN+31")
        self.usage_error(["trace", "-e", "INT,,CHLD", "true"], "empty")
        self.usage_error(["trace", "-e", "!INT,CHLD", "true"], "!")

    def test_bad_color(self):
        self.usage_error(["trace", "--color=blue", "true"], "blue", "never")


SCENARIO = """# Name:  A handler runs before kill returns
# Spec:  POSIX.1-2017, kill()
# Rule:  35
A handle USR1
A kill self USR1
= A handler USR1 code=SI_USER from=A
"""


class Simulator(unittest.TestCase):
    """ksig sim."""

    def sim(self, *options, text=SCENARIO):
        return ksig("sim", *options, "-", input=text)

    def test_timeline_and_verdict(self):
        r = self.sim()
        self.assertEqual((r.returncode, r.stderr), (0, ""))
        self.assertRegex(r.stdout, r"#1 SIGUSR1 +generate +by 1001 A")
        self.assertTrue(r.stdout.endswith("-: as expected\n"))

    def test_quiet_and_show(self):
        self.assertEqual(self.sim("-q").stdout, "-: as expected\n")
        out = self.sim("-q", "--show").stdout
        self.assertIn("= A handler USR1 code=SI_USER from=A\n", out)
        self.assertIn("> A deliver USR1 handler\n", out)

    def test_json(self):
        lines = self.sim("--json").stdout.splitlines()
        events = [json.loads(line) for line in lines[:-1]]
        self.assertEqual([e.get("ev") for e in events[1:]],
                         ["generate", "target", "deliver", "return"])
        self.assertEqual(events[1]["comm"], "A")

    def test_difference(self):
        r = self.sim("-q", text=SCENARIO.replace("= A handler USR1",
                                                 "= A handler USR2"))
        self.assertEqual(r.returncode, 1)
        self.assertIn("\n-= A handler USR2", r.stdout)
        self.assertIn("\n+= A handler USR1", r.stdout)
        self.assertIn("repeat: ksig sim -q -\n", r.stdout)

    def test_syntax_error(self):
        r = self.sim(text="A kill self FOO\n")
        self.assertEqual((r.returncode, r.stdout), (2, ""))
        self.assertRegex(r.stderr, r"^-:1:13: .*FOO.*\n$")

    def test_seeds_repeat(self):
        text = SCENARIO + "A fork B\nA fork C\npar {\n" \
            "B kill A USR1\nC kill A USR1\n}\n"
        one, two = (self.sim("--cpus=2", "--seed=3", text=text).stdout
                    for _ in range(2))
        self.assertEqual(one, two)

    def test_faults(self):
        runs = [self.sim("-q", "--show", f"--fail-copy={n}")
                for n in range(1, 16)]
        self.assertTrue(any(r.returncode == 1 and "= EFAULT" in r.stdout
                            for r in runs))
        self.assertEqual(self.sim("-q", "--check",
                                  "--late-wakes").returncode, 0)

    def test_bad_options(self):
        for options, word in ((["--cpus=x"], "cpus"), (["--linux=6"], "6.1"),
                              (["--schedule=0,a"], "list"),
                              (["--kill=A"], "ACTOR@N"),
                              (["--color=blue"], "never"),
                              (["x.sig"], "one FILE")):
            r = self.sim(*options)
            self.assertEqual((r.returncode, r.stdout), (2, ""))
            self.assertIn(word, r.stderr)

    def test_no_file(self):
        r = ksig("sim", "/nonexistent.sig")
        self.assertEqual(r.returncode, 2)
        self.assertRegex(r.stderr, r"^ksig: /nonexistent.sig: No such .*\n$")


class Failures(unittest.TestCase):
    """What ksig says when CMD cannot be started, with and without a trace."""

    def refused(self, status, args, *words):
        r = ksig(*args)
        self.assertEqual(r.returncode, status, r)
        self.assertEqual(r.stdout, "")
        self.assertEqual(len(r.stderr.splitlines()), 1, r.stderr)
        for word in words:
            self.assertIn(word, r.stderr)

    def test_not_found(self):
        for command in ("run", "trace"):
            self.refused(127, [command, "ksig-no-such-program"],
                         "ksig-no-such-program")
            self.refused(127, [command, "/nonexistent/program"],
                         "/nonexistent/program")

    def test_not_executable(self):
        with tempfile.NamedTemporaryFile() as f:
            os.chmod(f.name, stat.S_IRUSR)
            for command in ("run", "trace"):
                self.refused(126, [command, f.name], f.name)
        self.refused(126, ["run", "/"], "/")

    def test_output_cannot_be_written(self):
        self.refused(125, ["trace", "-o", "/nonexistent/f", "echo", "hi"],
                     "/nonexistent/f", "-o")
        self.refused(125, ["trace", "-o", "/", "echo", "hi"])


class Statuses(unittest.TestCase):
    """CMD's end is ours."""

    def test_exit_statuses(self):
        for status in range(256):
            with self.subTest(status=status):
                r = ksig("run", "sh", "-c", "exit %d" % status)
                self.assertEqual(r.returncode, status)
                self.assertEqual((r.stdout, r.stderr), ("", ""))

    def test_deaths(self):
        for name in ("HUP", "INT", "QUIT", "KILL", "TERM", "USR1", "ALRM",
                     "SEGV", "ABRT", "PIPE"):
            with self.subTest(signal=name):
                number = getattr(signal, "SIG" + name)
                for command in (["run"], ["trace", "-o", "/dev/null"]):
                    r = ksig(*command, "sh", "-c", SELF_KILL % name,
                             restore_signals=True)
                    self.assertEqual(r.returncode, -number)

    def test_options_after_cmd_are_its_own(self):
        r = ksig("run", "echo", "--help", "-o", "x", "--")
        self.assertEqual(r.stdout, "--help -o x --\n")
        r = ksig("run", "--", "echo", "--", "-e")
        self.assertEqual(r.stdout, "-- -e\n")

    def test_streams(self):
        r = ksig("run", "sh", "-c", "cat; echo err >&2", input="in\n",
                 stdin=None)
        self.assertEqual((r.stdout, r.stderr), ("in\n", "err\n"))

    def test_exec_and_daemon(self):
        """The first program's status counts, whoever lives longer."""
        start = time.monotonic()
        r = ksig("run", "sh", "-c",
                 "(sleep 3 >/dev/null 2>&1 </dev/null &) ; exit 9")
        self.assertEqual(r.returncode, 9)
        self.assertLess(time.monotonic() - start, 2.5)


class Trace(unittest.TestCase):
    """The timeline, in its forms."""

    def traced(self, *options, script=TRAPPED, **kw):
        with tempfile.TemporaryDirectory() as d:
            path = os.path.join(d, "trace")
            r = ksig("trace", "-o", path, *options, "--", "bash", "-c",
                     script, **kw)
            with open(path, encoding="utf-8") as f:
                return r, f.read()

    def test_text(self):
        r, text = self.traced()
        self.assertEqual((r.returncode, r.stdout, r.stderr),
                         (7, "trapped\n", ""))
        self.assertNotIn("\033", text)
        for line in text.splitlines():
            self.assertRegex(line, r"^\+\d+\.\d{3} ms +(#\d+ SIG|SIG|-)")
        ident = re.search(r"(#\d+ SIGUSR1) +generate  by \d+ bash "
                          r"\(itself\): kill\(\)", text)
        self.assertTrue(ident, text)
        life = [line for line in text.splitlines() if ident.group(1) in line]
        self.assertRegex(life[-2], "deliver .* handler .*frame 0x.*stack")
        self.assertRegex(life[-1], "return .* handler ran ")
        self.assertRegex(text, r"exit      \d+ bash  status 7\n")

    def test_on_stderr(self):
        r = ksig("trace", "bash", "-c", TRAPPED)
        self.assertEqual((r.returncode, r.stdout), (7, "trapped\n"))
        self.assertIn("SIGUSR1", r.stderr)

    def test_json(self):
        r, text = self.traced("--json")
        self.assertEqual(r.returncode, 7)
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual(lines[0], {"ksig": "trace", "version": 1,
                                    "cmd": ["bash", "-c", TRAPPED]})
        last = 0
        for ev in lines[1:]:
            for key in ("t_ns", "ev", "id", "sig", "pid", "tid"):
                self.assertIn(key, ev)
            self.assertGreaterEqual(ev["t_ns"], last)
            last = ev["t_ns"]
        usr1 = [ev for ev in lines[1:] if ev["sig"] == "SIGUSR1"]
        made = [ev for ev in usr1 if ev["ev"] == "generate"]
        self.assertEqual(len(made), 1)
        self.assertEqual((made[0]["result"], made[0]["by"],
                          made[0]["scope"], made[0]["code"]),
                         ("delivered", "kill", "shared", "SI_USER"))
        taken = [ev for ev in usr1 if ev["ev"] == "deliver"]
        self.assertEqual(len(taken), 1)
        self.assertEqual(taken[0]["id"], made[0]["id"])
        self.assertEqual(taken[0]["action"], "handler")
        self.assertTrue(taken[0]["handler"]["object"].endswith("bash"))
        self.assertTrue(any(ev["ev"] == "return" for ev in usr1))
        self.assertEqual([ev["status"] for ev in lines[1:]
                          if ev["ev"] == "exit"], [7])

    def test_bytes_that_are_not_utf8(self):
        with tempfile.NamedTemporaryFile() as f:
            subprocess.run([KSIG, "trace", "--json", "-o", f.name, "true",
                            b"\xff\xfe"], check=True, timeout=SECONDS)
            head = json.loads(f.readline().decode("utf-8"))
            self.assertEqual(head["cmd"], ["true", "\ufffd\ufffd"])

    def test_filter(self):
        script = "trap : USR1 USR2; kill -USR1 $$; kill -USR2 $$; true & wait"
        _, text = self.traced("-e", "USR1", script=script)
        self.assertIn("SIGUSR1", text)
        self.assertNotIn("SIGUSR2", text)
        self.assertNotIn("SIGCHLD", text)
        _, text = self.traced("-e", "!sigusr1,!12", script=script)
        self.assertNotIn("SIGUSR1", text)
        self.assertNotIn("SIGUSR2", text)
        self.assertIn("SIGCHLD", text)

    def test_summary(self):
        for option in ("-c", "--summary"):
            _, text = self.traced(option)
            lines = text.splitlines()
            self.assertTrue(lines[0].startswith("signal "), text)
            self.assertTrue(lines[-1].startswith("total "), text)
            row = [line.split() for line in lines
                   if line.startswith("SIGUSR1 ")][0]
            self.assertEqual((row[1], row[6]), ("1", "1"), text)
        _, text = self.traced("-C")
        self.assertIn("  generate  ", text)
        self.assertIn("\ntotal ", text)

    def test_summary_json(self):
        _, text = self.traced("-c", "--json")
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines[1]["ev"], "summary")
        usr1 = [s for s in lines[1]["signals"] if s["sig"] == "SIGUSR1"][0]
        self.assertEqual((usr1["generated"], usr1["handled"]), (1, 1))
        self.assertEqual(usr1["median_ns"], usr1["largest_ns"])

    def test_color(self):
        args = ["trace", "bash", "-c", TRAPPED]
        env = environment(NO_COLOR=None, TERM="xterm")
        self.assertNotIn("\033", ksig(*args, env=env).stderr)
        always = ["trace", "--color=always", *args[1:]]
        never = ["trace", "--color=never", *args[1:]]
        self.assertIn("\033[", ksig(*always, env=env).stderr)
        self.assertIn("\033[1m#", on_terminal(args, env))
        self.assertNotIn("\033[1m#", on_terminal(never, env))
        env = environment(NO_COLOR="1", TERM="xterm")
        self.assertNotIn("\033[1m#", on_terminal(args, env))
        self.assertIn("\033[1m#", on_terminal(always, env))
        env = environment(NO_COLOR="", TERM="xterm")
        self.assertIn("\033[1m#", on_terminal(args, env))

    def test_stderr_made_nonblocking(self):
        """As node does: a full pipe must not lose lines of the trace."""
        script = ("import fcntl,os,signal\n"
                  "fcntl.fcntl(2,fcntl.F_SETFL,os.O_NONBLOCK|"
                  "fcntl.fcntl(2,fcntl.F_GETFL))\n"
                  "signal.signal(signal.SIGUSR1,lambda *a: None)\n"
                  "for i in range(500): os.kill(os.getpid(),"
                  "signal.SIGUSR1)\n")
        with subprocess.Popen([KSIG, "trace", "--json", "-e", "USR1",
                               "python3", "-c", script],
                              stderr=subprocess.PIPE) as p:
            fcntl.fcntl(p.stderr, fcntl.F_SETPIPE_SZ, 4096)
            time.sleep(1)
            lines = [json.loads(x) for x in p.stderr.read().splitlines()]
        made = [x for x in lines[1:] if x["ev"] == "generate"]
        self.assertEqual(len(made), 500)

    def test_nobody_reads(self):
        """The trace's reader goes away: the program does not notice."""
        r, w = os.pipe()
        os.close(r)
        p = ksig("trace", "bash", "-c", TRAPPED, stderr=w)
        os.close(w)
        self.assertEqual((p.returncode, p.stdout), (7, "trapped\n"))

    def test_exec_gives_new_names(self):
        """A kept symbol must not survive exec at the same pid."""
        script = ("trap : USR1; kill -USR1 $$; exec python3 -c "
                  "'import os,signal\n"
                  "signal.signal(signal.SIGUSR1,lambda *a: None)\n"
                  "os.kill(os.getpid(),signal.SIGUSR1)'")
        _, text = self.traced("--json", "-e", "USR1", script=script)
        objects = [os.path.basename(ev["handler"]["object"])
                   for ev in map(json.loads, text.splitlines()[1:])
                   if ev["ev"] == "deliver"]
        self.assertEqual(len(objects), 2)
        self.assertEqual(objects[0], "bash")
        self.assertNotEqual(objects[1], "bash")


if __name__ == "__main__":
    unittest.main()
