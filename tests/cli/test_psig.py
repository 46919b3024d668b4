#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`ksig psig`: what it says, and that who is asked does not notice.

Usage: OUT=out python3 tests/cli/test_psig.py [Class.test ...]

The programs are tests/cli/psig_*.c. As root every test is made as an ordinary
user, too. Nothing here waits for a time to pass: a test that comes too late
for the moment that it is about passes.
"""
import contextlib
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

OUT = os.path.abspath(os.environ.get("OUT", "out"))
SECONDS = 60
IS_ROOT = os.geteuid() == 0
USER = "nobody"
PROGRAMS = ["psig_waits", "psig_storm", "psig_parent", "psig_states",
            "psig_filter", "psig_exec", "psig_i386"]
place = tempfile.TemporaryDirectory()


def setUpModule():
    """Where any user can execute it."""
    os.chmod(place.name, 0o755)
    shutil.copy(os.path.join(OUT, "ksig"), place.name)
    for name in PROGRAMS:
        path = os.path.join(OUT, "tests", "cli", name)
        if os.path.exists(path):
            shutil.copy(path, place.name)


def tearDownModule():
    place.cleanup()


def path_of(name):
    return os.path.join(place.name, name)


def stat_of(pid, tid=None):
    """Fields 3 and on of /proc/PID/stat."""
    with open(f"/proc/{pid}/task/{tid or pid}/stat", encoding="utf-8",
              errors="replace") as f:
        return f.read().rpartition(")")[2].split()


def until(condition, what):
    """Waits for what comes for certain."""
    end = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"in vain: {what}")
        time.sleep(0.002)


def scope():
    """Which processes may be traced (Yama)."""
    try:
        with open("/proc/sys/kernel/yama/ptrace_scope",
                  encoding="utf-8") as f:
            return int(f.read())
    except FileNotFoundError:
        return 0


class Base(unittest.TestCase):
    """Targets, and ksig to ask them, as one user."""
    who = {}

    def setUp(self):
        if not self.who and not IS_ROOT and scope() != 0:
            self.skipTest("kernel.yama.ptrace_scope is not 0")

    def psig(self, *args, **kw):
        kw = {**self.who, "stdout": subprocess.PIPE, **kw}
        return subprocess.run([path_of("ksig"), "psig", *map(str, args)],
                              stdin=subprocess.DEVNULL, check=False,
                              stderr=subprocess.PIPE, text=True,
                              timeout=SECONDS, **kw)

    def asked(self, pid):
        """The object of a process that was asked without a failure."""
        r = self.psig("--json", pid)
        self.assertEqual((r.returncode, r.stderr), (0, ""))
        return json.loads(r.stdout)

    @contextlib.contextmanager
    def target(self, name, *args, ready="ready", **kw):
        """A program that has said so; killed at the end."""
        kw = {**self.who, **kw}
        with subprocess.Popen([path_of(name), *map(str, args)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True, **kw) as p:
            try:
                self.assertTrue(p.stdout.readline().startswith(ready))
                yield p
            finally:
                p.kill()

    def asleep(self, pid, state="S"):
        until(lambda: stat_of(pid)[0] in state, f"{pid} in {state}")

    def said(self, p, line=None):
        """What it says next, after it was told line."""
        if line is not None:
            p.stdin.write(line + "\n")
            p.stdin.flush()
        return p.stdout.readline().strip()

    def one_line(self, r, *words, status=1):
        """A refusal: one line, with these words."""
        self.assertEqual(r.returncode, status, r)
        self.assertEqual(len(r.stderr.splitlines()), 1, r.stderr)
        self.assertTrue(r.stderr.startswith("ksig: "), r.stderr)
        for word in words:
            self.assertIn(word, r.stderr)


class Options(Base):
    """The command line."""

    def usage_error(self, args, word):
        r = self.psig(*args)
        self.assertEqual((r.returncode, r.stdout), (125, ""))
        lines = r.stderr.splitlines()
        self.assertEqual(len(lines), 2, r.stderr)
        self.assertTrue(lines[0].startswith("ksig psig: "), r.stderr)
        self.assertIn(word, lines[0])

    def test_usage(self):
        self.usage_error([], "no process")
        self.usage_error(["--color=blue", "1"], "blue")
        self.usage_error(["--frobnicate", "1"], "--frobnicate")

    def test_help(self):
        r = self.psig("--help")
        self.assertEqual((r.returncode, r.stderr), (0, ""))
        for word in ("PID", "CMD", "--json", "--color", "NO_COLOR"):
            self.assertIn(word, r.stdout)

    def test_nobody(self):
        self.one_line(self.psig("psig-no-such-name"), "psig-no-such-name")
        self.one_line(self.psig("999999999999999999999"), "no process")
        self.one_line(self.psig("0"), "no process")
        p = subprocess.Popen(["true"])
        p.wait()
        self.one_line(self.psig(p.pid), f"no process {p.pid}")

    def test_full_disk(self):
        with self.target("psig_states") as p, \
                open("/dev/full", "wb") as full:
            self.one_line(self.psig(p.pid, stdout=full), "No space",
                          status=125)

    def test_color(self):
        with self.target("psig_states") as p:
            self.assertNotIn("\033", self.psig(p.pid).stdout)
            text = self.psig("--color=always", p.pid).stdout
            self.assertIn("\033[32mcaught\033[0m", text)
            plain = re.sub("\033\\[[0-9]*m", "", text)
            self.assertEqual(plain, self.psig("--color=never", p.pid).stdout)

    def test_names(self):
        """As comm, as what is executed, as argv[0]; all of them."""
        name = f"psig-n{os.getpid()}"
        shutil.copy(path_of("psig_states"), path_of(name))
        run = [name]
        argv0 = ["bash", "-c", f"exec -a /x/{name}-zero {path_of(name)}"]
        with self.target(*run) as one, self.target(*run) as two, \
                subprocess.Popen(argv0, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, **self.who) as three:
            three.stdout.readline()
            for word, found in ((name, [one, two, three]),
                                (f"{name}-zero", [three])):
                r = self.psig("--json", word)
                self.assertEqual((r.returncode, r.stderr), (0, ""))
                pids = [json.loads(x)["pid"] for x in r.stdout.splitlines()]
                self.assertEqual(pids, sorted(p.pid for p in found))
            r = self.psig(two.pid, one.pid)
            self.assertEqual(re.findall(r"^(\d+): ", r.stdout, re.M),
                             [str(two.pid), str(one.pid)])
            r = self.psig("psig-no-such-name", one.pid)
            self.one_line(r, "psig-no-such-name")
            self.assertIn(f"{one.pid}: ", r.stdout)
            three.stdin.close()


class Says(Base):
    """What it tells of a process."""

    def test_json(self):
        with self.target("psig_states", ready="") as p:
            o = self.asked(p.pid)
            tids = o["threads"]
            by = {s["sig"]: s for s in o["signals"]}
        self.assertEqual(len(o["signals"]), 64)
        self.assertEqual((o["pid"], o["comm"], o["error"], o["tracer"],
                          o["stopped"], len(tids)),
                         (p.pid, "psig_states", None, None, False, 3))
        self.assertEqual(o["cmd"], [path_of("psig_states")])
        self.assertEqual({s: by[s]["disposition"] for s in by
                          if by[s]["disposition"] != "default" and
                          not s.startswith("SIGRT3")},  # libc's own
                         {"SIGHUP": "caught", "SIGUSR1": "caught",
                          "SIGTERM": "ignored", "SIGRTMAX": "caught"})
        hup = by["SIGHUP"]
        self.assertEqual((hup["handler"]["symbol"], hup["handler"]["offset"]),
                         ("on_hup", 0))
        self.assertEqual(hup["handler"]["object"], path_of("psig_states"))
        self.assertEqual(hup["flags"], ["SA_SIGINFO", "SA_RESTART"])
        self.assertEqual(hup["mask"], ["SIGINT", "SIGRTMIN+2"])
        self.assertEqual(by["SIGUSR1"]["flags"], ["SA_ONSTACK", "SA_NODEFER"])
        self.assertNotIn("SIGTERM", by["SIGUSR1"]["mask"])
        self.assertIn("SIGQUIT", by["SIGUSR1"]["mask"])
        self.assertEqual(by["SIGRTMAX"]["flags"], ["SA_RESETHAND"])
        self.assertEqual((by["SIGUSR2"]["blocked"],
                          by["SIGUSR2"]["pending_shared"]), (tids, True))
        quits, others = by["SIGQUIT"], by["SIGWINCH"]
        self.assertEqual(len(quits["blocked"]), 1)
        self.assertEqual(quits["blocked"], quits["pending_private"])
        self.assertFalse(quits["pending_shared"])
        self.assertEqual(len(others["blocked"]), 1)
        self.assertNotEqual(quits["blocked"], others["blocked"])
        self.assertIsNone(by["SIGTERM"]["handler"])

    def test_text(self):
        with self.target("psig_states", ready="") as p:
            r = self.psig(p.pid)
            tids = sorted(map(int, os.listdir(f"/proc/{p.pid}/task")))
        self.assertEqual((r.returncode, r.stderr), (0, ""))
        lines = r.stdout.splitlines()
        self.assertEqual(lines[0], f"{p.pid}: {path_of('psig_states')}  "
                         "(3 threads)")
        by = {line.split()[0]: line for line in lines[1:]}
        hup = by["SIGHUP"].split()
        self.assertEqual(hup[1:], ["caught", "on_hup+0x0", "(psig_states)",
                                   "SA_SIGINFO|SA_RESTART", "mask",
                                   "INT,RTMIN+2"])
        self.assertIn("on_usr1+0x0 (psig_states)", by["SIGUSR1"])
        self.assertTrue(by["SIGUSR1"].endswith("mask all but TERM,RT32,RT33"))
        self.assertIn("default  blocked, pending shared", by["SIGUSR2"])
        self.assertRegex(by["SIGQUIT"], "default  blocked by "
                         rf"({tids[1]}|{tids[2]}), pending private to \1$")
        self.assertEqual(by["SIGTERM"].split(), ["SIGTERM", "ignored"])
        self.assertTrue(lines[-2].split()[0].endswith("..SIGRTMIN+29"))
        for line in lines:
            self.assertEqual(line, line.rstrip())

    def test_thread_id(self):
        with self.target("psig_states", ready="") as p:
            tid = max(map(int, os.listdir(f"/proc/{p.pid}/task")))
            self.assertEqual(self.asked(tid)["pid"], p.pid)

    def test_main_thread_has_ended(self):
        with self.target("psig_states", "leader") as p:
            self.asleep(p.pid, "Z")
            o = self.asked(p.pid)
            self.assertEqual(len(o["threads"]), 2)
            self.assertEqual(o["cmd"][1:], ["leader"])
            self.assertEqual(o["signals"][0]["handler"]["symbol"], "on_hup")

    def test_bytes_that_steer(self):
        with subprocess.Popen(["bash", "-c", "exec -a 'a\033[1m\nb' cat"],
                              stdin=subprocess.PIPE, **self.who) as p:
            until(lambda: stat_of(p.pid)[0] == "S", "cat")
            text = self.psig(p.pid).stdout
            self.assertIn(f"{p.pid}: a\\x1b[1m\\x0ab\n", text)
            p.stdin.close()


class Unnoticed(Base):
    """Who is asked sees nothing of it."""

    def calls(self):
        out = subprocess.run([path_of("psig_waits")], text=True, check=True,
                             stdout=subprocess.PIPE).stdout.split()
        self.assertGreater(len(out), 25)
        timed = [c for c in out if c == "nanosleep" or c == "semtimedop" or
                 c == "io_getevents" or c.endswith("-timed")]
        return [c for c in out if c not in timed], timed

    def ask(self, pid):
        hup = self.asked(pid)["signals"][0]
        self.assertEqual(hup["handler"]["symbol"], "on_signal")
        self.assertEqual(hup["flags"], ["SA_ONSTACK"])

    def ask_to_the_end(self, pid):
        """It may be too busy to answer, but we are told so."""
        while stat_of(pid)[0] != "Z":
            r = self.psig(pid)
            if r.returncode != 0:
                self.one_line(r)

    def test_calls(self):
        for call in self.calls()[0]:
            with self.subTest(call=call), self.target("psig_waits",
                                                      call) as p:
                self.asleep(p.pid, "R" if call == "spin" else "S")
                for _ in range(3):
                    self.ask(p.pid)
                end = self.said(p, "go")
                self.assertRegex(end, r"^as-expected( handled-\d+)?$")

    def test_time_outs(self):
        """Asked again and again, they would never end if they began anew."""
        if not os.path.exists("/proc/self/sched"):
            self.skipTest("this kernel does not say who has slept how long")
        with contextlib.ExitStack() as stack:
            left = [(c, stack.enter_context(self.target("psig_waits", c)))
                    for c in self.calls()[1]]
            end = time.monotonic() + SECONDS
            while left and time.monotonic() < end:
                for call, p in list(left):
                    r = self.psig("--json", p.pid)
                    if r.returncode == 0:
                        continue
                    self.one_line(r, "ended")
                    self.assertEqual(p.stdout.readline(), "as-expected\n",
                                     call)
                    left.remove((call, p))
            self.assertEqual([call for call, _ in left], [])

    def test_masks_of_calls(self):
        """What only sigsuspend(2) and its kind block waits for their end."""
        for call in ("sigsuspend", "pselect", "ppoll-signal",
                     "epoll_pwait-signal"):
            with self.subTest(call=call), self.target("psig_waits",
                                                      call) as p:
                self.asleep(p.pid)
                p.send_signal(signal.SIGHUP)
                for _ in range(3):
                    self.ask(p.pid)
                end = self.said(p, "go")
                self.assertEqual(end, f"as-expected handled-{signal.SIGUSR1} "
                                 f"handled-{signal.SIGHUP}")

    def test_signals(self):
        """Signals that come meanwhile: all of them, once, in order."""
        for how in ("suspend", "spin", "epoll", "threads"):
            with self.subTest(how=how), self.target("psig_storm", how,
                                                    4000) as p:
                self.ask_to_the_end(p.pid)
                self.assertRegex(p.stdout.readline(), "^as-expected")

    def ask_stopped(self, call, pid):
        """Of sigsuspend's mask not all could be put back then."""
        r = self.psig("--json", pid)
        if call == "suspend" and r.returncode != 0:
            self.one_line(r, "sigsuspend")
        else:
            self.assertEqual((r.returncode, r.stderr), (0, ""))

    def stops(self, call, ask):
        """What parent and child have seen, asked or not."""
        story = []
        with self.target("psig_parent", call, ready="") as p:
            child = int(self.child)

            def tell(*lines):
                for line in lines:
                    story.append(self.said(p, line))
                    if ask:
                        self.ask_stopped(call, child)

            self.asleep(child)
            for sig in (signal.SIGSTOP, signal.SIGTSTP):
                tell(f"signal {sig}", "await T", "await T", "look", "look",
                     {"suspend": "signal 1",
                      "pselect": f"signal {signal.SIGUSR1}"}.get(call, "look"),
                     "await T")
                if call == "pselect":  # which has it end
                    story.append(self.said(p, f"signal {signal.SIGCONT}"))
                    story.append(self.said(p, "await Z"))
                    break
                tell(f"signal {signal.SIGCONT}", "await S", "look", "look")
            if call == "suspend":
                tell(f"signal {signal.SIGUSR1}", "await S")
            story.append(self.said(p, "end"))
        return story

    @contextlib.contextmanager
    def target(self, name, *args, ready="ready", **kw):
        """With the child's id, where there is one."""
        if name != "psig_parent":
            with super().target(name, *args, ready=ready, **kw) as p:
                yield p
            return
        with subprocess.Popen([path_of(name), *args], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True,
                              **self.who) as p:
            try:
                self.child = p.stdout.readline().split()[1]
                yield p
            finally:
                p.kill()

    def test_stopped(self):
        """It stays stopped, its parent is told nothing, waits see the same."""
        for call in ("read", "epoll", "suspend", "pselect"):
            with self.subTest(call=call):
                native = self.stops(call, False)
                self.assertIn("SIGCHLD code 5 status 19", " ".join(native))
                self.assertEqual(self.stops(call, True), native)

    def test_several_ask(self):
        """Of whom one is the process's tracer."""
        with self.target("psig_waits", "epoll_wait") as p:
            self.asleep(p.pid)
            askers = [subprocess.Popen([path_of("ksig"), "psig", str(p.pid)],
                                       stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, text=True,
                                       **self.who) for _ in range(20)]
            said = [q.communicate(timeout=SECONDS)[1] for q in askers]
            self.assertNotIn("run by ksig", " ".join(said))
            self.assertIn(0, [q.returncode for q in askers])
            self.assertEqual(self.said(p, "go"), "as-expected")

    def test_exec(self):
        """It may be another program, or thread, by the next stop."""
        with self.target("psig_exec", 300) as p:
            self.ask_to_the_end(p.pid)
            self.assertEqual(p.stdout.readline(), "as-expected\n")

    def test_ends_meanwhile(self):
        for i in range(30):
            with self.target("psig_waits", "read") as p:
                with subprocess.Popen([path_of("ksig"), "psig", str(p.pid)],
                                      stdout=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE, text=True,
                                      **self.who) as q:
                    time.sleep(0.0005 * i)
                    p.kill()
                    said = q.communicate(timeout=SECONDS)[1]
                if q.returncode != 0:
                    self.assertRegex(said, r"^ksig: .*\n$")

    def test_killed_meanwhile(self):
        """What is in the middle of it is not the process that is killed."""
        with self.target("psig_waits", "read") as p:
            self.asleep(p.pid)
            for i in range(60):
                with subprocess.Popen([path_of("ksig"), "psig", str(p.pid)],
                                      stdout=subprocess.DEVNULL,
                                      start_new_session=True,
                                      **self.who) as q:
                    time.sleep(0.0005 * (i % 30))
                    try:
                        os.killpg(q.pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
            self.assertEqual(self.said(p, "go"), "as-expected")


class Refused(Base):
    """One line that says why; what /proc knows all the same."""

    def partly(self, pid, *words):
        """Caught, and not known by what."""
        r = self.psig("--json", pid)
        self.one_line(r, *words)
        o = json.loads(r.stdout)
        self.assertTrue(r.stderr.endswith(f": {o['error']}\n"))
        hup = o["signals"][0]
        self.assertEqual((hup["sig"], hup["disposition"], hup["handler"]),
                         ("SIGHUP", "caught", None))
        text = self.psig(pid)
        self.one_line(text, *words)
        self.assertRegex(text.stdout, r"\nSIGHUP +caught")
        return o

    def test_vfork(self):
        with subprocess.Popen([path_of("psig_parent"), "vfork"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True, **self.who) as p:
            p.stdout.readline()
            self.asleep(p.pid, "D")
            self.partly(p.pid, "uninterruptible", "vfork(2)")
            self.assertEqual(self.said(p, "x"), "end: status 3")

    def test_traced(self):
        with self.target("psig_waits", "read") as p, \
                subprocess.Popen(["strace", "-o", "/dev/null", "-p",
                                  str(p.pid)], stderr=subprocess.DEVNULL,
                                 **self.who) as s:
            until(lambda: self.tracer(p.pid) == s.pid, "strace")
            o = self.partly(p.pid, f"{s.pid}, strace")
            self.assertEqual(o["tracer"], s.pid)
            s.terminate()

    @staticmethod
    def tracer(pid):
        with open(f"/proc/{pid}/status", encoding="utf-8") as f:
            return int(re.search(r"TracerPid:\s*(\d+)", f.read()).group(1))

    def test_guest(self):
        with subprocess.Popen([path_of("ksig"), "run", path_of("psig_waits"),
                               "read"], stdin=subprocess.PIPE, text=True,
                              stdout=subprocess.PIPE, **self.who) as p:
            p.stdout.readline()
            o = self.partly(p.pid, "run by ksig", "ksig trace")
            self.assertEqual(o["tracer"], self.tracer(p.pid))
            self.assertEqual(self.said(p, "go"), "as-expected")

    def test_i386(self):
        if not os.path.exists(path_of("psig_i386")):
            self.skipTest("gcc makes no i386 programs here")
        try:
            with self.target("psig_i386") as p:
                self.partly(p.pid, "i386")
                p.stdin.write("x")
                p.stdin.flush()
                self.assertEqual(p.wait(SECONDS), 1)
        except OSError:
            self.skipTest("the kernel runs no i386 programs")

    def filtered(self, how):
        with self.target("psig_filter", how) as p:
            if self.who or not IS_ROOT:
                self.partly(p.pid, "seccomp", "root")
            else:
                hup = self.asked(p.pid)["signals"][0]
                self.assertEqual(hup["handler"]["symbol"], "on_hup")
            p.stdin.close()
            self.assertEqual(p.stdout.readline(), "as-expected\n")
            self.assertEqual(p.wait(SECONDS), 0)

    def test_filter(self):
        self.filtered("filter")

    def test_strict(self):
        self.filtered("strict")

    def test_filter_holds(self):
        """No call of its own slips through while its filter is suspended."""
        with self.target("psig_filter", "busy") as p:
            for _ in range(50):
                self.psig(p.pid)
            p.send_signal(signal.SIGTERM)
            self.assertEqual(p.stdout.readline(), "as-expected\n")

    def test_zombie(self):
        with subprocess.Popen(["true"], **self.who) as p:
            self.asleep(p.pid, "Z")
            r = self.psig(p.pid)
            self.one_line(r, "has ended", str(os.getpid()))
            self.assertEqual(r.stdout, "")

    def test_kernel_thread(self):
        try:
            flags = int(stat_of(2)[6])
        except FileNotFoundError:
            flags = 0
        if not flags & 0x00200000:
            self.skipTest("there is no kernel thread 2 here")
        r = self.psig(2)
        self.one_line(r, "kernel")
        self.assertEqual(r.stdout, "")

    def test_not_ours(self):
        if not IS_ROOT or not self.who:
            self.skipTest("there is nobody who is not ours")
        with self.target("psig_waits", "read", user=0, group=0) as p:
            self.partly(p.pid, "not permitted", "root")


if IS_ROOT:
    NOBODY = pwd.getpwnam(USER)

    class AsUser:
        who = {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid,
               "extra_groups": []}

        def setUp(self):
            if scope() != 0:
                self.skipTest("kernel.yama.ptrace_scope is not 0")

    class OptionsAsUser(AsUser, Options):
        pass

    class SaysAsUser(AsUser, Says):
        pass

    class UnnoticedAsUser(AsUser, Unnoticed):
        pass

    class RefusedAsUser(AsUser, Refused):
        pass

    # The longest, once more as a user: only where there is time.
    if not os.environ.get("KSIG_ALL"):
        for name in ("test_signals", "test_calls", "test_time_outs",
                     "test_stopped"):
            setattr(UnnoticedAsUser, name, None)
        RefusedAsUser.test_vfork = None


if __name__ == "__main__":
    unittest.main()
