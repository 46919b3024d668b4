#!/usr/bin/python3
"""Drive a program on a pseudo-terminal, for the application cases.

The terminal is 24 x 200, TERM=dumb, without echo and with NOFLSH (so that the
kernel's echo of a key never races with what the program writes).  Every step
waits for text, for a line in a job's log or for a process to go away; nothing
sleeps and hopes.  If the environment has RUN (see ../README), its words are
put in front of the program.
"""
import errno
import fcntl
import os
import re
import resource
import select
import shlex
import shutil
import signal
import struct
import sys
import termios
import time

sys.dont_write_bytecode = True
LIB = os.path.dirname(os.path.abspath(__file__))
LIMIT = float(os.environ.get("PTY_LIMIT", "30"))
sys.stdout.reconfigure(line_buffering=True)


def sane():
    """What a child starts with: default dispositions, nothing blocked, no core."""
    for s in range(1, signal.NSIG):
        if s not in (signal.SIGKILL, signal.SIGSTOP, 32, 33):
            try:
                signal.signal(s, signal.SIG_DFL)
            except (OSError, ValueError):
                pass
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def status_text(st):
    if os.WIFEXITED(st):
        return "exit %d" % os.WEXITSTATUS(st)
    if os.WIFSIGNALED(st):
        return "signal %d%s" % (os.WTERMSIG(st), " core" if os.WCOREDUMP(st) else "")
    return "status %#x" % st


def gone(pid):
    """True when the process is dead (a zombie is)."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_gone(pid, limit=LIMIT):
    end = time.monotonic() + limit
    while not gone(pid):
        if time.monotonic() > end:
            raise TimeoutError("process %d does not end" % pid)
        time.sleep(0.005)


def stat(pid):
    """State and parent of a process; None: it has gone."""
    try:
        with open("/proc/%d/stat" % pid, encoding="latin-1") as f:
            return f.read().rsplit(") ", 1)[1].split()[:2]
    except OSError:
        return None


def parent_waits(pid, limit=LIMIT):
    """Until pid's parent sleeps, as it does in wait(2). bash trips over a
    SIGINT that comes before: it sends itself another one for ever, or goes on
    with the next command."""
    end = time.monotonic() + limit
    looks = 0
    while looks < 5 and time.monotonic() < end:
        own = stat(pid)
        its = own and stat(int(own[1]))
        looks = looks + 1 if its and its[0] == "S" else 0
        time.sleep(0.01)


class Pty:
    def __init__(self, argv, prompt="@P@ ", env=None, echo=False, rows=24, cols=200, quiet=False):
        self.prompt = prompt.encode()
        self.quiet = quiet
        self.buf = b""
        self.eof = False
        wrap = shlex.split(os.environ.get("RUN", ""))
        argv = wrap + list(argv)
        e = {k: v for k, v in os.environ.items()
             if k in ("PATH", "HOME", "TMPDIR", "USER", "LOGNAME", "SHELL") or k.startswith("KSIG")}
        e.update(TERM="dumb", LC_ALL="C", PS1=prompt, PS2="> ", HISTFILE="/dev/null")
        e.update(env or {})

        self.m, s = os.openpty()
        fcntl.ioctl(s, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        t = termios.tcgetattr(s)
        if not echo:
            t[3] &= ~termios.ECHO
        t[3] |= termios.NOFLSH
        t[3] &= ~termios.ECHOCTL
        termios.tcsetattr(s, termios.TCSANOW, t)
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                fcntl.ioctl(s, termios.TIOCSCTTY, 0)
                for fd in (0, 1, 2):
                    os.dup2(s, fd)
                os.closerange(3, 256)
                sane()
                os.execvpe(argv[0], argv, e)
            finally:
                os._exit(127)
        os.close(s)

    # ---- output of the program
    def fill(self, wait):
        r, _, _ = select.select([self.m], [], [], wait)
        if not r:
            return False
        try:
            d = os.read(self.m, 65536)
        except OSError as x:
            if x.errno != errno.EIO:
                raise
            d = b""
        if not d:
            self.eof = True
            return False
        self.buf += d
        return True

    def expect(self, pat, limit=LIMIT):
        """Wait for the regular expression; return what came up to its end."""
        if isinstance(pat, str):
            pat = pat.encode()
        end = time.monotonic() + limit
        while True:
            m = re.search(pat, self.buf, re.S | re.M)
            if m:
                out, self.buf = self.buf[:m.end()], self.buf[m.end():]
                return out.decode("latin-1")
            if self.eof or time.monotonic() > end:
                self.say("!! %s waiting for %r; have %r" %
                         ("end of file" if self.eof else "timeout", pat, self.buf))
                self.kill()
                sys.exit(99)
            self.fill(0.2)

    def say(self, text):
        if not self.quiet:
            print(text)

    def norm(self, out):
        out = re.sub(r"\x1b\[[0-9;]*[A-Za-z]|[\r\003\004\032\034]", "", out)
        if out.endswith(self.prompt.decode()):
            out = out[:-len(self.prompt)]
        out = re.sub(r"^(\[\d+\]) +(\d+)$", r"\1 PID", out, flags=re.M)
        out = re.sub(r"^(\[\d+\] *[-+]? +)\d+ ", r"\1PID ", out, flags=re.M)
        return re.sub(r"^dash: \d+:", "dash: N:", out, flags=re.M)

    def show(self, out):
        for line in self.norm(out).split("\n"):
            if line:
                self.say("  | " + line)

    # ---- input
    def send(self, s):
        os.write(self.m, s.encode())

    def key(self, name):
        self.say("key " + name)
        self.send({"^C": "\003", "^Z": "\032", "^\\": "\034", "^D": "\004"}[name])

    def cmd(self, line):
        """A whole command: type it, wait for the next prompt, show its output."""
        self.say("$ " + line)
        self.send(line + "\n")
        self.back()

    def back(self):
        self.show(self.expect(re.escape(self.prompt)))

    def start(self, line):
        """A foreground command that does not come back by itself."""
        self.say("$ " + line)
        self.send(line + "\n")

    def silent(self, line):
        self.send(line + "\n")
        return self.norm(self.expect(re.escape(self.prompt)))

    def poll(self, line, pat, limit=LIMIT, show=False):
        """Repeat the command until its output matches; say only that it did, or
        what has matched."""
        end = time.monotonic() + limit
        while True:
            out = self.silent(line)
            m = re.search(pat, out)
            if m:
                self.say("# %s: %s" % (line, m.group(0) if show else pat))
                return
            if time.monotonic() > end:
                self.say("!! %s never shows %r but %r" % (line, pat, out))
                self.kill()
                sys.exit(98)
            time.sleep(0.02)

    # ---- jobs that keep a log (lib/job)
    def log(self, name, word, count=1, limit=LIMIT):
        """Wait until NAME.log holds `count` lines that begin with word."""
        end = time.monotonic() + limit
        while True:
            have = [x for x in read_log(name) if x.split(" ")[0] == word]
            if len(have) >= count:
                self.say("# %s: %s%s" % (name, word, " x%d" % count if count > 1 else ""))
                return
            if time.monotonic() > end:
                self.say("!! %s.log: no %s x%d in %r; tty %r" % (name, word, count, read_log(name), self.buf))
                self.kill()
                sys.exit(97)
            self.fill(0.005)

    def foreground(self, name, limit=LIMIT):
        """Wait until NAME's process group is the terminal's."""
        end = time.monotonic() + limit
        pg = os.getpgid(log_pid(name))
        while os.tcgetpgrp(self.m) != pg:
            if time.monotonic() > end:
                self.say("!! %s does not come to the foreground" % name)
                self.kill()
                sys.exit(95)
            self.fill(0.005)
        self.say("# %s: foreground" % name)

    def hang_up(self):
        """Close our side of the terminal."""
        self.say("hang up")
        os.close(self.m)
        _, st = os.waitpid(self.pid, 0)
        self.say("wait status: " + status_text(st))

    def ended(self, name):
        wait_gone(log_pid(name))
        self.say("# %s: ended" % name)

    # ---- end
    def end(self):
        """Everything until its end (jobs may keep the terminal open), then the status."""
        stop = time.monotonic() + LIMIT
        while not self.eof:
            more = self.fill(0.02)
            if not more and gone(self.pid) and not self.fill(0.1):
                break
            if time.monotonic() > stop:
                self.say("!! does not end; have %r" % self.buf)
                self.kill()
                sys.exit(96)
        self.show(self.buf.decode("latin-1"))
        self.buf = b""
        self.reap()

    def reap(self):
        _, st = os.waitpid(self.pid, 0)
        self.say("wait status: " + status_text(st))
        os.close(self.m)
        return st

    def kill(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        for n in os.listdir("."):
            if n.endswith(".log"):
                try:
                    os.kill(log_pid(n[:-4]), signal.SIGKILL)
                except (ProcessLookupError, ValueError):
                    pass


def read_log(name):
    try:
        with open(name + ".log") as f:
            return f.read().split("\n")
    except FileNotFoundError:
        return []


def log_pid(name):
    for x in read_log(name):
        if x.startswith("ready "):
            return int(x.split(" ")[1])
    raise ValueError("no pid of " + name)


def take_job():
    """Put ./job into the working directory."""
    shutil.copy(os.path.join(LIB, "job"), "job")
    os.chmod("job", 0o755)
