#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The runner and its host: what is refused and how it is said, exit and wait
statuses, what a program inherits, what is left behind, floods.

Usage: OUT=out tests/host/test_host.py [-v] [NAME...]
As root every test that makes sense for both runs as root and as nobody.
"""
import os
import pwd
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

OUT = os.path.abspath(os.environ.get("OUT", "out"))
DIR = tempfile.mkdtemp(prefix="ksig-host-test-")
KSIG = os.path.join(DIR, "ksig")
RUN = [KSIG, "run", "--"]
LIMIT = 20		# seconds that a test may take
HWM_KB = 64 * 1024	# that a runner may take
NOBODY = ["setpriv", "--reuid", "nobody", "--regid", "nogroup",
          "--clear-groups"]
TESTS = []


class Failed(Exception):
    """A test's expectation was not met."""


class Skipped(Exception):
    """What the test needs is not there."""


def check(ok, *what):
    """Fail with what was seen, unless ok."""
    if not ok:
        raise Failed(" ".join(str(w) for w in what))


def test(user=None, limit=LIMIT):
    """Register a test: for each user, or (user="root") only as root."""
    def register(f):
        TESTS.append((f, user, limit))
        return f
    return register


def at(name):
    """The path of a file in the directory of these tests."""
    return os.path.join(DIR, name)


def run(argv, **kw):
    """Run argv to its end; a CompletedProcess with text streams."""
    kw.setdefault("stdin", subprocess.DEVNULL)
    kw.setdefault("stdout", subprocess.PIPE)
    kw.setdefault("stderr", subprocess.PIPE)
    kw.setdefault("cwd", DIR)
    kw.setdefault("timeout", LIMIT)
    return subprocess.run(argv, text=True, check=False, **kw)


def start(argv, **kw):
    """Start argv; its output can be read as text lines."""
    kw.setdefault("stdin", subprocess.DEVNULL)
    kw.setdefault("stdout", subprocess.PIPE)
    kw.setdefault("cwd", DIR)
    return subprocess.Popen(argv, text=True, **kw)


def raw(argv, core=0, stdin=None):
    """Start argv in its own process group; its pid, to be waited for."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setpgid(0, 0)
            os.chdir(DIR)
            hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
            if hard != resource.RLIM_INFINITY:
                core = min(core, hard)
            resource.setrlimit(resource.RLIMIT_CORE, (core, hard))
            null = os.open("/dev/null", os.O_RDWR)
            for fd in 0, 1, 2:
                os.dup2(null, fd)
            if stdin is not None:
                os.dup2(stdin, 0)
            for sig in signal.SIGPIPE, signal.SIGXFSZ:  # Python ignores
                signal.signal(sig, signal.SIG_DFL)
            os.execvp(argv[0], argv)
        finally:
            os._exit(99)
    return pid


def field(pid, name):
    """A number of /proc/PID/status, or a word; None if it has gone."""
    try:
        with open(f"/proc/{pid}/status") as f:
            for line in f:
                if line.startswith(name + ":"):
                    return line.split()[1]
    except (FileNotFoundError, ProcessLookupError):
        pass
    return None


def gone(pid):
    """Is it dead, or a zombie?"""
    return field(pid, "State") in (None, "Z", "X")


def until(what, cond, seconds=8):
    """Wait for cond."""
    end = time.monotonic() + seconds
    while not cond():
        check(time.monotonic() < end, "it never came that", what)
        time.sleep(0.005)


def runner_of(pid):
    """The runner of a guest; of ksig itself once it has been seized."""
    until("there is a runner", lambda: int(field(pid, "TracerPid") or 0))
    return int(field(pid, "TracerPid"))


def kill(pids):
    """End what a test has started."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


# ------------------------------------------------------------------ refusals

def one_line(r, *words):
    """Exactly one line of ours, with what it has to say."""
    lines = r.stderr.splitlines()
    check(len(lines) == 1, "not one line:", r)
    check(lines[0].startswith("ksig: "), "not ours:", r)
    for word in words:
        check(word in lines[0], f"no {word!r} in", lines[0])


def refused(argv, status, *words):
    """ksig says it in a line, and CMD has not run."""
    r = run(argv)
    check(r.returncode == status, "status", r)
    check(r.stdout == "", "output", r)
    one_line(r, *words)


def refused_later(user, name, *words):
    """The same of what a guest shell executes, forked or not."""
    script = f"./{name}; echo $?"
    native = run(user + ["sh", "-c", script])
    if native.stdout == "126\n":	# this kernel has no such programs
        check(run(user + RUN + ["sh", "-c", script]).stdout == "126\n", name)
        return
    r = run(user + RUN + ["sh", "-c", script])
    check((r.returncode, r.stdout) == (0, "126\n"), r)
    one_line(r, name, *words)
    # A pipe of its own: root's is not nobody's to open.
    r = run(user + ["sh", "-c", '"$@" 2>&1 | cat', "sh"] + RUN +
            ["sh", "-c", f"exec ./{name}"])
    check(r.stdout.startswith("ksig: ") and r.stdout.count("\n") == 1, r)
    r = run(user + RUN + ["sh", "-c", f"exec ./{name}"])
    check((r.returncode, r.stdout) == (126, ""), r)


@test()
def not_found(user):
    refused(user + RUN + ["no-such-cmd"], 127, "no-such-cmd",
            "command not found", "PATH")
    refused(user + RUN + ["./no-such-file"], 127, "no such file")
    refused(user + RUN + ["./state/x"], 127, "no such file")
    refused(user + RUN + ["./no-interpreter"], 127, "interpreter")


@test()
def not_executable(user):
    refused(user + RUN + ["./plain"], 126, "Permission denied")
    refused(user + RUN + ["/"], 126, "Is a directory")
    refused(user + RUN + ["./loop"], 126, "symbolic links")


@test()
def i386(user):
    refused(user + RUN + ["./i386"], 126, "i386", "amd64 build")
    refused_later(user, "i386", "i386", "amd64 build")


@test()
def x32(user):
    refused(user + RUN + ["./x32"], 126, "x32", "amd64 build")
    refused_later(user, "x32", "x32", "amd64 build")


@test()
def other_machine(user):
    refused(user + RUN + ["./arm64"], 126, "not for this machine")


@test()
def unreadable(user):
    if os.geteuid() == 0 and not user:
        check(run(RUN + ["./unreadable"]).returncode == 0, "root may")
        return
    refused(user + RUN + ["./unreadable"], 126, "not read", "as root")
    refused_later(user, "unreadable", "not read", "as root")


@test()
def set_id(user):
    if os.geteuid() == 0 and not user:
        for name in "suid", "sgid":
            r = run(RUN + [at(name), "-c", "import os; os.getpid()"])
            check(r.returncode == 0 and not r.stderr, r)
        return
    for name in "suid", "sgid":
        refused(user + RUN + [at(name)], 126, "set-user-ID", "as root")
        refused_later(user, name, "set-user-ID", "as root")


@test(user="root")
def set_id_works_as_root(_user):
    """A guest that has given up root gets it back by a set-id program."""
    argv = ["sh", "-c", '"$@"; :', "sh"] + NOBODY + [at("suid-state")]
    native, ours = run(argv), run(RUN + argv)
    check("uid 65534 0 " in native.stdout, native)
    check(ours.stdout == native.stdout, native.stdout, ours)


@test()
def calls_ptrace(user):
    r = run(user + RUN + ["./traceme"])
    check(r.returncode == 3, r)
    eperm = "Operation not permitted"
    check(r.stdout.splitlines() == [
        "traceme: " + eperm, "again: " + eperm, "attach: " + eperm,
        "child: " + eperm, "again: " + eperm], r.stdout)
    lines = r.stderr.splitlines()
    check(len(lines) == 2, "one line a process:", lines)
    for line in lines:
        check("ptrace(2)" in line and "EPERM" in line and "without ksig" in
              line, line)


@test()
def int_0x80(user):
    """Of a number that the filter does not know, and of some it traps."""
    native = run(user + ["./int80", "20"])
    for nr in 20, 3, 6, 13, 34, 101, 252, 9999:
        r = run(user + RUN + ["./int80", str(nr)])
        if native.returncode != 0:  # a kernel without IA32_EMULATION
            check((r.returncode, r.stdout) ==
                  (native.returncode, native.stdout), nr, r)
            continue
        check((r.returncode, r.stdout) == (126, "before\n"), nr, r)
        one_line(r, "int80", "i386", "without ksig")


@test()
def x32_number(user):
    """Of a kernel that has x32, a call; of any other, no number of a call."""
    argv = ["python3", "-c", "import ctypes; l = ctypes.CDLL(None, "
            "use_errno=True); print('before', flush=True); "
            "print(l.syscall(0x40000027), ctypes.get_errno())"]
    native, r = run(user + argv), run(user + RUN + argv)
    if native.stdout == "before\n-1 38\n":
        check((r.returncode, r.stdout, r.stderr) == (0, native.stdout, ""), r)
    else:
        check((r.returncode, r.stdout) == (126, "before\n"), r)
        one_line(r, "python3", "x32", "without ksig")


def cannot_start(argv, *words):
    """It is said before CMD runs."""
    mark = at("mark")
    for command in "run", "trace":
        r = run(argv + [KSIG, command, "--", "touch", mark])
        check(r.returncode == 125 and r.stdout == "", r)
        one_line(r, *words)
        check(not os.path.exists(mark), "CMD ran")


@test()
def no_ptrace(user):
    cannot_start(user + ["./deny", "ptrace"], "ptrace(2)", "not permitted",
                 "container")


@test()
def no_seccomp(user):
    cannot_start(user + ["./deny", "seccomp"], "seccomp(2)", "not permitted",
                 "container")


@test()
def traced_already(user):
    cannot_start(user + RUN, "traced", "outside")
    if not shutil.which("strace"):
        return
    cannot_start(user + ["strace", "-o", "/dev/null"], "traced", "outside")
    cannot_start(user + ["strace", "-f", "-o", "/dev/null"], "traced",
                 "outside")


@test()
def no_process_left(user):
    """For the runner, by the limit of processes, which root has not."""
    if os.geteuid() == 0 and not user:
        return
    for nproc in range(1, 4):
        argv = user + ["prlimit", f"--nproc={nproc}"] + RUN + ["./die", "15"]
        r = run(argv)
        if r.returncode != -15:
            check(r.returncode == 125, r)
            one_line(r, "the runner could not start", "processes")


@test(limit=120)
def no_memory(user):
    """Every allocation of the runner fails once: what the kernel would say
    then, or one line; never a crash, a wait for ever, or silence."""
    count = at("allocations" + "-nobody" * bool(user))
    argv = user + [at("ksig-nomem"), "run", "--", "./memory"]
    r = run(argv, env={**os.environ, "KSIG_FAIL_COUNT": count})
    check(r.returncode == 0 and not r.stderr, r)
    with open(count, "rb") as f:
        n = struct.unpack("l", f.read(8))[0]
    check(n > 20, n, "allocations")

    def fail(i):
        return run(argv, env={**os.environ, "KSIG_FAIL_AT": str(i)})

    with ThreadPoolExecutor(4) as pool:
        for i, r in enumerate(pool.map(fail, range(1, n + 1)), 1):
            if r.stderr:
                check(len(r.stderr.splitlines()) == 1 and
                      "memory" in r.stderr, i, r)
            killed = -signal.SIGKILL if r.stderr else 0
            check(r.returncode in (0, 125 if r.stderr else 0, killed), i, r)


@test()
def stopped_in_a_stub(user):
    """At every instruction of the in-process path: before the call or after
    it, never between."""
    r = run(user + ["./stubs"])
    check(r.returncode == 0 and len(r.stdout.splitlines()) > 20, r)


@test()
def no_descriptor_left(user):
    for nofile in range(3, 12):
        argv = user + ["prlimit", f"--nofile={nofile}"] + RUN + ["./die", "15"]
        native = run(user + ["prlimit", f"--nofile={nofile}", "./die", "15"])
        r = run(argv)
        if r.returncode != native.returncode:
            check(r.returncode in (125, 126, 127), nofile, r)
            check(len(r.stderr.splitlines()) == 1, nofile, r)


@test()
def script_without_interpreter(user):
    path = dict(os.environ, PATH=DIR + ":" + os.environ["PATH"])
    for cmd in ["script", "a", "b c"], ["./script"], ["./empty", "x"]:
        native = run(user + ["env"] + cmd, env=path)
        ours = run(user + RUN + cmd, env=path)
        check(native.returncode == 0, native)
        check((ours.stdout, ours.stderr, ours.returncode) ==
              (native.stdout, native.stderr, native.returncode), ours)


# --------------------------------------------------------------- who is left

def tree(argv):
    """A family of guests: (the process, all pids)."""
    p = start(argv)
    pids = []
    for line in p.stdout:
        if line == "ready\n":
            return p, pids
        pids.append(int(line))
    raise Failed("no family")


@test()
def kill_the_runner(user):
    p, pids = tree(user + RUN + ["./tree"])
    try:
        runner = runner_of(p.pid)
        for pid in pids:
            check(runner_of(pid) == runner, "another tracer")
        os.kill(runner, signal.SIGKILL)
        until("no guest is left", lambda: all(gone(x) for x in pids))
        check(p.wait(5) == -signal.SIGKILL, p.returncode)
    finally:
        kill(pids)
        p.wait()


@test()
def main_guest_dies_first(user):
    p, pids = tree(user + RUN + ["./tree", "7"])
    runner = runner_of(pids[-1])
    try:
        check(p.wait(5) == 7, "status", p.returncode)
        time.sleep(0.1)
        for pid in pids[1:]:
            check(not gone(pid), "gone with the first")
            check(runner_of(pid) == runner, "no longer traced")
    finally:
        kill(pids)
    until("the runner ends with the last", lambda: gone(runner))


@test()
def killed_from_outside(user):
    """The main guest's SIGKILL is its own; what it had made lives on."""
    p, pids = tree(user + RUN + ["./tree"])
    runner = runner_of(p.pid)
    try:
        os.kill(p.pid, signal.SIGKILL)
        check(p.wait(5) == -signal.SIGKILL, p.returncode)
        time.sleep(0.05)
        check(not any(gone(x) for x in pids[1:]), "gone with the first")
    finally:
        kill(pids)
    until("the runner ends with the last", lambda: gone(runner))


@test()
def killed_while_forking(user):
    """The child of a fork whose end its parent did not live to see."""
    for i in range(40):
        p = start(user + RUN + ["./forks"])
        runner = runner_of(p.pid)
        p.stdout.readline()
        time.sleep(0.0003 * i)
        os.kill(p.pid, signal.SIGKILL)
        p.wait(5)
        try:
            until("the runner ends", lambda: gone(runner), 3)
        finally:
            kill([runner])
        p.stdout.close()


def pipe_end(argv, **kw):
    """How long until a reader of argv's output sees its end."""
    begun = time.monotonic()
    p = start(argv, **kw)
    said = p.stdout.read()
    took = time.monotonic() - begun
    p.stdout.close()
    kill([p.pid])
    p.wait()
    return took, said


@test()
def pipes_end(user):
    """Once the guests have closed them, whatever lives on."""
    daemon = "setsid sleep 2 >/dev/null 2>&1 </dev/null &"
    alone = {"stderr": subprocess.DEVNULL}
    both = {"stderr": subprocess.STDOUT}
    for script, kw in [(daemon, alone), (daemon, both),
                       ("exec >/dev/null; sleep 2", alone),
                       ("exec >/dev/null 2>&1; sleep 2", both)]:
        took, said = pipe_end(user + RUN + ["sh", "-c", script], **kw)
        check(took < 1 and not said, script, kw, "took", took, said)
    # As standard error only, and as none of the three.
    for redirect, script in (("2>&1 >/dev/null", "exec 2>&-; sleep 2"),
                             ("7>&1 >/dev/null", "exec 7>&-; sleep 2")):
        argv = ["sh", "-c", f'exec "$@" {redirect}', "sh"] + RUN
        took, said = pipe_end(user + argv + ["sh", "-c", script], **alone)
        check(took < 1 and not said, script, "took", took, said)


@test()
def no_descriptor_kept(user):
    """Nor can the runner be the reader that a writer writes for."""
    p = start(user + RUN + ["sh", "-c", "exec </dev/null; echo x; sleep 1"],
              stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    check(p.stdout.readline() == "x\n", "no start")
    runner = runner_of(p.pid)
    ours = {os.stat(f.fileno()).st_ino for f in (p.stdin, p.stdout, p.stderr)}
    for fd in os.listdir(f"/proc/{runner}/fd"):
        ino = os.stat(f"/proc/{runner}/fd/{fd}").st_ino
        with open(f"/proc/{runner}/fdinfo/{fd}") as f:
            flags = int(f.read().split("flags:")[1].split()[0], 8)
        o_path = flags & 0o10000000
        check(ino not in ours or o_path, "the runner has a pipe of ours:", fd)
    try:
        p.stdin.write("x" * 100000)
        p.stdin.flush()
        raise Failed("the runner is a reader of our pipe")
    except BrokenPipeError:
        pass
    try:
        p.stdin.close()
    except BrokenPipeError:
        pass
    p.stdout.close()
    p.stderr.close()
    p.wait()


@test()
def started_without_streams(user):
    """No descriptor of ours may take the place of a missing 0, 1 or 2."""
    for close in "<&-", ">&-", "2>&-", "<&- >&- 2>&-":
        for cmd in [KSIG, "run"], [KSIG, "trace", "-o", at("trace")]:
            argv = user + ["sh", "-c", f'"$@" {close}', "sh"]
            ask = ["./state", at("said")]
            for said in "said", "trace":
                if os.path.exists(at(said)):
                    os.unlink(at(said))
            check(run(argv + ask).returncode == 0, "native")
            with open(at("said")) as f:
                native = f.read()
            os.unlink(at("said"))
            r = run(argv + cmd + ["--"] + ask)
            check(r.returncode == 0, r)
            with open(at("said")) as f:
                check(f.read() == native, close, cmd, native)
            if "trace" in cmd:
                until("the trace is there", lambda:
                      os.path.exists(at("trace")) and
                      os.path.getsize(at("trace")) > 0)


STOPPED_HUNG_UP = """A fork B
B setpgid
B thread C
B thread D
C tkill self TSTP
A kill self TERM
"""


@test("root")
def stops_that_are_killed(user):
    """A thread's stop is there when it is looked at, and gone when it is asked
    for: its process has been killed in between. One in 25."""
    with open(at("hung-up.sig"), "w") as f:
        f.write(STOPPED_HUNG_UP)
    argv = RUN + [os.path.join(OUT, "scenario-play"), "--show",
                  at("hung-up.sig")]
    for _ in range(80):
        r = run(argv)
        check(r.returncode == 1 and "= D gone" in r.stdout, r)


@test()
def signals_for_the_runner(user):
    """What a service manager sends to all; and a reader that has gone."""
    script = ("r=$(sed -n 's/^TracerPid:.//p' /proc/$$/status); "
              "for s in TERM HUP INT QUIT PIPE USR1 ALRM; do "
              "kill -$s $r; done; sleep .1; echo alive")
    r = run(user + RUN + ["sh", "-c", script])
    check((r.returncode, r.stdout) == (0, "alive\n"), r)
    p = start(user + RUN + ["sh", "-c", "trap '' PIPE; echo x; sleep .3; "
                            "./traceme >/dev/null; exit 9"],
              stderr=subprocess.PIPE)
    p.stdout.readline()
    p.stderr.close()
    check(p.wait(5) == 9, p.returncode)
    p.stdout.close()


@test()
def everything_blocked(user):
    """The user's mask is not the runner's: time-outs come."""
    r = run(user + ["env", "--block-signal"] + RUN +
            ["/usr/bin/python3", "-c", "import signal; "
             "print(signal.sigtimedwait([signal.SIGUSR1], 0.2))"], timeout=5)
    check(r.stdout == "None\n", r)


# ------------------------------------------------------------------ statuses

@test()
def exit_codes(user):
    for code in 0, 1, 2, 42, 125, 126, 127, 128, 130, 200, 255:
        pid = raw(user + RUN + ["sh", "-c", f"exit {code}"])
        check(os.waitpid(pid, 0)[1] == code << 8, code)


@test()
def deaths(user):
    """Wait status and core flag, with and without cores."""
    for core in 0, 1 << 20:
        for sig in ("HUP", "INT", "QUIT", "TERM", "KILL", "SEGV", "ABRT",
                    "PIPE", "ALRM", "RTMIN", None):
            nr = getattr(signal, "SIG" + sig) if sig else 0
            cmd = ["./die", str(int(nr))]
            native = os.waitpid(raw(user + cmd, core), 0)[1]
            ours = os.waitpid(raw(user + RUN + cmd, core), 0)[1]
            check(os.WIFSIGNALED(native), sig, hex(native))
            check(native == ours, sig, hex(native), hex(ours))


@test()
def deaths_from_outside(user):
    for sig in (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT,
                signal.SIGKILL, signal.SIGUSR1):
        p = start(user + RUN + ["sh", "-c", "echo x; exec sleep 20"])
        check(p.stdout.readline() == "x\n", "no start")
        os.kill(p.pid, sig)
        check(p.wait(5) == -sig, sig, p.returncode)
        p.stdout.close()


def stops(argv, outside):
    """What the parent sees of a program that stops, one status each.

    It reads a line before it ends: who has ended is not seen to continue.
    """
    get, put = os.pipe()
    pid = raw(argv, stdin=get)
    os.close(get)
    seen = []
    if outside:
        time.sleep(0.2)
        os.kill(pid, signal.SIGSTOP)
    for flags in os.WUNTRACED, os.WCONTINUED, 0:
        st = os.waitpid(pid, os.WUNTRACED | flags)[1]
        seen.append(hex(st))
        if os.WIFSTOPPED(st):
            os.kill(pid, signal.SIGCONT)
        elif os.WIFCONTINUED(st):
            os.close(put)
    return seen


@test()
def stop_and_continue(user):
    for sig in "STOP", "TSTP", "TTIN", "TTOU":
        cmd = ["sh", "-c", f"kill -{sig} $$; read x; exit 5"]
        nr = getattr(signal, "SIG" + sig)
        want = [hex(nr << 8 | 0x7f), "0xffff", "0x500"]
        native, ours = stops(user + cmd, False), stops(user + RUN + cmd, False)
        check(native == want, sig, "natively", native)
        check(ours == want, sig, ours)
    cmd = ["sh", "-c", "read x; exit 5"]
    native, ours = stops(user + cmd, True), stops(user + RUN + cmd, True)
    check(native == ours, native, ours)


# ------------------------------------------------------------ what is handed

BASH = ["bash", "-c"]
SETUPS = [
    [],
    ["env", "--ignore-signal=HUP,INT,USR1,RTMIN"],
    ["env", "--ignore-signal=CHLD,PIPE,TTIN,TTOU,TSTP"],
    ["env", "--block-signal=TERM,USR2,RTMAX"],
    ["env", "--block-signal=CHLD,INT", "--ignore-signal=INT"],
    ["nohup"],
    ["nice", "-n", "5"],
    ["taskset", "-c", "0"],
    ["setsid", "-w"],
    ["env", "-i", "A=b", "EMPTY=", "LONG=" + "x" * 50000],
    BASH + ['umask 027; cd /usr/bin; exec "$@"', "bash"],
    BASH + ['ulimit -n 77 -s 4000 -c 0 -i 500; exec "$@"', "bash"],
    BASH + ['exec 5</dev/null 7>/dev/null 9<>/dev/null; exec "$@"', "bash"],
    BASH + ['exec 100< <(:); exec "$@" | cat', "bash"],
    BASH + ['set -m; "$@" & wait', "bash"],
    BASH + ['"$@"; :', "bash"],
]


@test()
def what_was_before(user):
    """Signals that wait for a program when it is started; no child too many."""
    want = run(user + ["./before", "./before", "-s"])
    got = run(user + ["./before"] + RUN + ["./before", "-s"])
    check(want.stdout.count("\n") == 11, "native:", want.stdout)
    check((got.stdout, got.returncode) == (want.stdout, 0),
          "native:", want.stdout, "ksig:", got.stdout, got.returncode)


def state_of(argv):
    """What state says, without what a shell's $_ was."""
    r = run(argv)
    return r.returncode, r.stderr, [x for x in r.stdout.splitlines()
                                    if not x.startswith("env _=")]


def differ(native, ours):
    """The lines that are not in both."""
    return [x for x in native[2] + ours[2]
            if x not in native[2] or x not in ours[2]] or (native, ours)


@test()
def inherited(user):
    state = [at("state"), "-x", "a b", ""]
    for setup in SETUPS:
        native = state_of(user + setup + state)
        ours = state_of(user + setup + RUN + state)
        check(native[0] == 0 and native[2], setup, native)
        check(native == ours, setup, differ(native, ours))


@test()
def given_on(user):
    """The same, set up by a guest for a guest."""
    for setup in SETUPS[1:]:
        native = state_of(user + setup + [at("state")])
        ours = state_of(user + RUN + setup + [at("state")])
        check(native == ours, setup, differ(native, ours))


@test()
def affinity_under_load(user):
    r = run(user + RUN + ["./affinity"])
    check(r.returncode == 0 and r.stdout == "different: 0\n", r)


# -------------------------------------------------------------------- floods

def flood(argv):
    """Its output, and the largest size of the runner that was seen."""
    p = start(argv)
    runner = runner_of(p.pid)
    most = 0
    while p.poll() is None:
        most = max(most, int(field(runner, "VmHWM") or 0))
        time.sleep(0.002)
    said = p.stdout.read()
    p.stdout.close()
    check(p.returncode == 0, p.returncode, said)
    check(0 < most < HWM_KB, "the runner took", most, "KiB")
    return said


@test(limit=180)  # natively up to 50 s on a busy machine
def ten_thousand_children(user):
    said = flood(user + RUN + ["./flood_children", "10000"])
    check("made 10000 reaped 10000 bad 0, left: " in said, said)


def queued(said):
    """How many were queued: all of them were read back in order."""
    made, read = said.splitlines()
    n = int(made.replace(",", "").split()[1])
    check(read == f"read {n}, out of order 0", said)
    return n


@test(limit=120)
def hundred_thousand_queued(user):
    """Or as many as the limit lets us."""
    cmd = ["./queue", "100000"]
    native, ours = queued(run(user + cmd).stdout), queued(flood(user + RUN +
                                                                cmd))
    # Others of the same user may have some pending.
    check(abs(ours - native) < 50, "natively", native, "here", ours)


@test(user="root")
def hundred_thousand_above_the_limit(_user):
    limit = ["prlimit", "--sigpending=150000:150000"]
    if run(limit + ["true"]).returncode:
        raise Skipped("the limit cannot be raised here")
    said = flood(limit + RUN + ["./queue", "100000"])
    check(queued(said) == 100000, said)


# ---------------------------------------------------------------------- main

def elf(bits, machine, code):
    """The smallest program: a header, one segment, its code."""
    if bits == 32:
        head = struct.pack("<HHIIIIIHHHHHH", 2, machine, 1, 0x10000 + 84, 52,
                           0, 0, 52, 32, 1, 40, 0, 0)
        n = 84 + len(code)
        segment = struct.pack("<8I", 1, 0, 0x10000, 0x10000, n, n, 5, 4096)
    else:
        head = struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, 0x10000 + 120, 64,
                           0, 0, 64, 56, 1, 64, 0, 0)
        n = 120 + len(code)
        segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x10000, 0x10000, n, n,
                              4096)
    ident = b"\x7fELF" + bytes([bits // 32, 1, 1]) + bytes(9)
    return ident + head + segment + code


def write(name, content, mode=0o755):
    """A file of the tests."""
    with open(at(name), "wb") as f:
        f.write(content)
    os.chmod(at(name), mode)


def copy(source, name, mode=0o755):
    """A program where nobody can reach it."""
    shutil.copy(source, at(name))
    os.chmod(at(name), mode)


def prepare():
    """Everything in one directory that every user may read."""
    os.chmod(DIR, 0o1777)
    copy(os.path.join(OUT, "ksig"), "ksig")
    copy(os.path.join(OUT, "nomem/ksig"), "ksig-nomem")
    for name in os.listdir(os.path.join(OUT, "tests/host")):
        copy(os.path.join(OUT, "tests/host", name), name)
    copy(os.path.join(OUT, "programs/glibc/flood_children"),
         "flood_children")
    # exit(42)
    write("i386", elf(32, 3, b"\xb8\1\0\0\0\xbb\x2a\0\0\0\xcd\x80"))
    write("x32", elf(32, 62, b"\xb8\x3c\0\0\x40\xbf\x2a\0\0\0\x0f\x05"))
    write("arm64", elf(64, 183, b"\0" * 16))
    write("plain", b"plain\n", 0o644)
    write("script", b'echo script "$0" "$@"\n')
    write("empty", b"")
    write("no-interpreter", b"#!/no/such/interpreter\n")
    os.symlink("loop", at("loop"))
    copy("/bin/true", "unreadable", 0o111)
    copy("/bin/true", "suid", 0o4755)
    copy("/bin/true", "sgid", 0o2755)
    copy(at("state"), "suid-state", 0o4755)


def on_alarm(_sig, _frame):
    raise Failed("time is up")


def one(f, user, limit):
    """Run a test: its outcome in a word, and why."""
    signal.alarm(limit)
    try:
        f(user)
        return "passed", ""
    except Skipped as e:
        return "skipped", str(e)
    except (Failed, subprocess.TimeoutExpired, OSError, ValueError) as e:
        return "FAILED", str(e) or repr(e)
    finally:
        signal.alarm(0)


def cases(names):
    """(name, function, prefix of the user, limit) of each to be run."""
    root = os.geteuid() == 0
    for f, user, limit in TESTS:
        for who, prefix in ("root", []), ("nobody", NOBODY):
            if (who == "nobody" or user == "root") and not root:
                continue
            if who == "nobody" and user == "root":
                continue
            if not names or f.__name__ in names:
                label = f.__name__ + (f" ({who})" if root else "")
                yield label, f, prefix, limit


def main():
    args = sys.argv[1:]
    verbose = "-v" in args
    names = [a for a in args if a != "-v"]
    pwd.getpwnam("nobody")
    signal.signal(signal.SIGALRM, on_alarm)
    count = {"passed": 0, "FAILED": 0, "skipped": 0}
    try:
        prepare()
        for label, f, prefix, limit in cases(names):
            begun = time.monotonic()
            what, why = one(f, prefix, limit)
            count[what] += 1
            if what != "passed" or verbose:
                print(f"{what} {label} {time.monotonic() - begun:.1f} s: "
                      f"{why}", flush=True)
    finally:
        shutil.rmtree(DIR, ignore_errors=True)
    skipped = f", {count['skipped']} skipped" if count["skipped"] else ""
    print(f"{count['passed']} passed, {count['FAILED']} failed{skipped}")
    return 1 if count["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
