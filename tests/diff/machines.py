# SPDX-License-Identifier: MIT
"""Machines that play one scenario after the other (scenario/batch.h)."""
import os
import select
import signal
import subprocess
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
LIMIT_S = 300           # a machine's own watchdog is 10 s for each step


def linux_version():
    return ".".join(os.uname().release.split("-")[0].split(".")[:2])


# Whatever a scenario sends reaches nobody outside, and all end with it.
ISOLATED = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
# ksig run's runner is an orphan. It must not come to scenario-play, which
# waits for all of its children: another is init.
INIT = ["sh", "-c", '"$@"; exit', "-"]
COMMANDS = {
    "linux": ISOLATED + ["out/scenario-play", "--batch"],
    "sim": ["out/ksig", "sim", "--batch", "--linux=" + linux_version()],
    "host": ISOLATED + INIT + ["out/ksig", "run", "--", "out/scenario-play",
                               "--batch"],
}


def can_isolate():
    """Are we alone in there? (/proc is what the director looks at.)"""
    p = subprocess.run(ISOLATED + ["ls", "/proc"], stdout=subprocess.PIPE,
                       stderr=subprocess.DEVNULL)
    pids = [x for x in p.stdout.decode().split() if x.isdigit()]
    return p.returncode == 0 and pids == ["1"]


class Machine:
    """Started when it is first needed, and again if it dies or hangs."""

    def __init__(self, name, cpu=None):
        """cpu: the only one that it uses; None: all."""
        self.command = (["taskset", "-c", str(cpu)] if cpu is not None
                        else []) + COMMANDS[name]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, cwd=TOP, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            start_new_session=True)
        self.seen = b""

    def more(self, end):
        """Bytes of the answer; none if there will be no more."""
        left = end - time.monotonic()
        out = self.process.stdout
        if left <= 0 or not select.select([out], [], [], left)[0]:
            return b""
        return os.read(out.fileno(), 1 << 16)

    def play(self, text, number=0):
        """The transcript; its first line is a word about how it went."""
        if self.process is None:
            self.start()
        data = text.encode()
        end = time.monotonic() + LIMIT_S
        try:
            self.process.stdin.write(b"%d %d\n" % (len(data), number) + data)
        except BrokenPipeError:
            pass
        seen = b""
        while True:
            head, newline, rest = seen.partition(b"\n")
            if newline and len(rest) >= int(head.split()[1]):
                return head.split()[0].decode() + "\n" + \
                    rest.decode(errors="replace")
            got = self.more(end)
            if not got:
                break
            seen += got
        self.stop()
        return "died\n" if time.monotonic() < end else "hangs\n"

    def stop(self):
        """The machine itself, and what it may have left in its session."""
        if self.process is None:
            return
        try:
            self.process.stdin.close()
            self.process.wait(timeout=5)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()
        self.process = None
