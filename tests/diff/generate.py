# SPDX-License-Identifier: MIT
"""Random scenarios, in the language of docs/SCENARIOS.md.

generate(rng) returns the statements, a string each. Steps are drawn without
knowing what they do: one whose actor is dead or busy by then is left out by
the director (scenario/batch.h), the same on every machine.

What may not be drawn, and why:
- kill(-1), and ids that are not an actor's: they are others' processes;
- a handler that sends what could run it, or an earlier one, again: it might
  never end. So a body sends only signals that stand behind its own in ORDER;
- limits of a user, which plays at the same time share; times that end;
- SA_NOCLDWAIT with a SIGCHLD handler that sends: Linux tells the parent before
  it takes the child out of the tree, so a kill(2) that is quick enough still
  finds it. On ksig both are one step: always ESRCH, which Linux does, too.
"""
import re

# A body sends only what stands behind the signal that it handles.
ORDER = ["CHLD", "CONT", "TSTP", "USR1", "USR2", "TERM", "RT1", "RT2", "RT5"]
STANDARD = ["USR1", "USR2", "TERM", "HUP", "INT", "ALRM"]
REALTIME = ["RT1", "RT2", "RT5"]
STOPS = ["STOP", "TSTP", "TTIN", "TTOU"]
IGNORED = ["CHLD", "URG", "WINCH"]
NAMES = "ABCDEF"
SENDS = re.compile(r"\b(kill|tkill|tgkill|sigqueue|tgsigqueue) ")
FLAGS = ["RESTART", "NODEFER", "RESETHAND", "ONSTACK", "SIGINFO",
         "NOCLDSTOP", "NOCLDWAIT"]


class Generator:
    def __init__(self, rng):
        self.r = rng
        self.actors = ["A"]
        self.process = {"A": "A"}       # actor: its process's first actor
        self.files = []                 # names that can be read
        self.outs = []                  # and written
        self.sigfds = []
        self.memory = []
        self.pidfds = []
        self.number = 0

    def name(self, letter):
        self.number += 1
        return f"{letter}{self.number}"

    # ---------------------------------------------------------------- words
    def signal(self):
        kinds = [STANDARD, REALTIME, STOPS, ["CONT"], IGNORED, ["KILL"]]
        return self.r.choice(self.r.choices(
            kinds, [40, 25, 12, 12, 8, 4])[0])

    def handled(self):
        return self.r.choices(ORDER, [3, 2, 2, 6, 6, 2, 4, 4, 2])[0]

    def set(self, most=3):
        r = self.r
        if r.random() < 0.05:
            return "all"
        some = r.sample(STANDARD[:3] + REALTIME + STOPS[1:] + ["CONT", "CHLD"],
                        r.randint(0, most))
        return "{" + " ".join(some) + "}"

    def actor(self):
        return self.r.choice(self.actors)

    def target(self):
        r = self.r.random()
        if r < 0.25:
            return "self"
        if r < 0.33:
            return "group:" + self.actor()
        if r < 0.37:
            return "0"
        return self.actor()

    def flags(self):
        n = self.r.choices([0, 1, 2, 3], [4, 4, 2, 1])[0]
        return "|".join(self.r.sample(FLAGS, n))

    # ------------------------------------------------------------- handlers
    def body(self, sig):
        r, steps = self.r, []
        later = ORDER[ORDER.index(sig) + 1:] if sig in ORDER else []
        # Nothing that makes a SIGCHLD, or continues who is then stopped.
        later = [s for s in later if s not in ("CONT", "TSTP")]
        for _ in range(r.choices([0, 1, 2, 3], [6, 3, 2, 1])[0]):
            kind = r.randrange(12)
            if kind < 4 and later:
                verb = r.choice(["kill", "tkill", "sigqueue"])
                s = r.choice(later)
                to = "self" if r.random() < 0.5 else self.actor()
                value = f" value={r.randint(1, 9)}" \
                    if verb == "sigqueue" else ""
                steps.append(f"{verb} {to} {s}{value}")
            elif kind < 6:
                steps.append(f"{r.choice(['block', 'unblock'])} {self.set()}")
            elif kind == 6:
                steps.append(f"edit mask={self.set()}")
            elif kind == 7:
                steps.append("sigpending")
            elif kind == 8:
                steps.append("mask")
            elif kind == 9:
                steps.append("frame mask")
            elif kind == 10:
                steps.append(f"say w{r.randint(1, 9)}")
            elif r.random() < 0.4:
                steps.append(r.choice(["longjmp", "longjmp mask=0"]))
                break
            elif r.random() < 0.3:
                steps.append(r.choice(["exit 4", "exit_group 5"]))
                break
        return " do { " + "; ".join(steps) + " }" if steps else ""

    # ---------------------------------------------------------------- steps
    def handle(self):
        sig, flags, r = self.handled(), self.flags(), self.r
        text = f"handle {sig}"
        body = self.body(sig)
        if "NODEFER" in flags and "edit" in body:
            flags = ""
        if sig == "CHLD" and "NOCLDWAIT" in flags and SENDS.search(body):
            flags = ""
        if flags:
            text += f" flags={flags}"
        if r.random() < 0.3:
            text += f" mask={self.set()}"
        return text + body

    def disposition(self):
        sig = self.r.choice(ORDER + STOPS[1:] + IGNORED)
        verb = self.r.choices(["ignore", "default", "action"], [5, 4, 1])[0]
        return f"{verb} {sig}"

    def mask(self):
        verb = self.r.choices(
            ["block", "unblock", "setmask", "mask", "sigpending"],
            [5, 5, 2, 1, 3])[0]
        if verb in ("mask", "sigpending"):
            return verb
        return f"{verb} {self.set()}"

    def send(self):
        r, sig, a = self.r, self.signal(), self.actor()
        verb = r.choices(["kill", "tkill", "tgkill", "raise", "sigqueue",
                          "tgsigqueue"], [10, 5, 2, 2, 4, 2])[0]
        if verb == "kill":
            return f"kill {self.target()} {sig}"
        if verb == "tkill":
            return f"tkill {r.choice(['self', a])} {sig}"
        if verb == "raise":
            return f"raise {sig}"
        value = f"value={r.randint(1, 99)}"
        if verb == "sigqueue":
            return f"sigqueue {r.choice(['self', a, a])} {sig} {value}"
        if verb == "tgkill":
            return f"tgkill {self.process[a]} {a} {sig}"
        return f"tgsigqueue {self.process[a]} {a} {sig} {value}"

    def flood(self):
        r, sig = self.r, self.r.choice(REALTIME)
        to = r.choice(["self", self.actor()])
        steps = [f"sigqueue {to} {sig} value={i}"
                 for i in range(1, r.randint(3, 7))]
        if r.random() < 0.4:
            steps.append(f"kill {to} {self.signal()}")
        return "seq do { " + "; ".join(steps) + " }"

    def wait_signal(self):
        r = self.r
        kind = r.randrange(7)
        if kind == 0:
            return "pause"
        if kind == 1:
            return f"sigsuspend {self.set()}"
        if kind == 2:
            return f"sigwait {self.set(4)}"
        if kind == 3:
            return f"sigwait {self.set(4)} timeout=0"
        if kind == 4:
            return "nanosleep 1000s"
        if kind == 5:
            return f"ppoll mask={self.set()}"
        return r.choice(["poll", "yield", "nothing"])

    def wait_child(self):
        r = self.r
        options = ["UNTRACED", "CONTINUED", "NOHANG", "WALL", "NOTHREAD"]
        if r.random() < 0.5:
            some = r.sample(options, r.choices([0, 1, 2, 3],
                                               [3, 3, 2, 1])[0])
            who = r.choice(["", " " + self.actor()])
            return f"wait{who}" + (f" options={'|'.join(some)}"
                                   if some else "")
        some = r.sample(["EXITED", "STOPPED", "CONTINUED"],
                        r.randint(1, 3))
        some += r.sample(["NOHANG", "NOWAIT", "NOTHREAD"],
                         r.choices([0, 1, 2], [3, 3, 1])[0])
        if r.random() < 0.5:
            return f"waitid ALL options={'|'.join(some)}"
        return f"waitid PID child={self.actor()} options={'|'.join(some)}"

    def spawn(self, by):
        r = self.r
        if len(self.actors) == len(NAMES):
            return "nothing"
        new = NAMES[len(self.actors)]
        verb = r.choices(["fork", "thread", "vfork"], [10, 12, 1])[0]
        self.actors.append(new)
        self.process[new] = self.process[by] if verb == "thread" else new
        extra = ""
        if verb == "fork" and r.random() < 0.15:
            extra = r.choice([" signal=USR1", " signal=RT1", " signal=0",
                              " flags=CLEAR_SIGHAND", " flags=PARENT",
                              " flags=FILES"])
        return f"{verb} {new}{extra}"

    def death(self):
        return self.r.choices(["exit 3", "exit_group 7", "exec"],
                              [4, 3, 4])[0]

    def group(self):
        r = self.r
        return r.choices(
            ["setpgid", f"setpgid {self.actor()} group={self.actor()}",
             f"setpgid {self.actor()}", "setsid", "getppid", "getpgid",
             "subreaper", f"pdeathsig {r.choice(ORDER)}"],
            [8, 2, 3, 1, 1, 1, 1, 2])[0]

    def files_step(self):
        r = self.r
        kind = r.randrange(9)
        if kind == 0 or not self.files:
            i, o = self.name("r"), self.name("w")
            self.files.append(i)
            self.outs.append(o)
            return f"pipe {i} {o}"
        if kind in (1, 2):
            return f"read {r.choice(self.files)}"
        if kind == 3:
            return f"write {r.choice(self.outs)} 2"
        if kind == 4:
            return f"close {r.choice(self.files + self.outs)}"
        return f"{r.choice(['poll', 'select', 'ppoll'])} " + \
            r.choice(self.files + self.sigfds)

    def sigfd_step(self):
        r = self.r
        kind = r.randrange(6)
        if kind == 0 or not self.sigfds:
            f = self.name("f")
            self.sigfds.append(f)
            flag = " flags=NONBLOCK" if r.random() < 0.5 else ""
            return f"signalfd {f} {self.set(4)}{flag}"
        f = r.choice(self.sigfds)
        if kind == 1:
            return f"signalfd_set {f} {self.set(4)}"
        if kind == 2:
            return f"poll {f} timeout=0"
        return f"sfd_read {f} {r.choice(['1', '2', '8'])}"

    def altstack(self):
        r = self.r
        if not self.memory:
            self.memory.append(self.name("m"))
            return f"memory {self.memory[0]}"
        return r.choice([f"altstack {self.memory[0]}", "altstack_get",
                         f"altstack {self.memory[0]} flags=AUTODISARM",
                         "altstack_off"])

    def fault(self):
        return "fault " + self.r.choice(
            ["MAPERR", "GP", "DIV", "ILL", "TRAP", "SYS"])

    def pidfd(self):
        r = self.r
        if not self.pidfds or r.random() < 0.3:
            p = self.name("p")
            self.pidfds.append(p)
            thread = " flags=THREAD" if r.random() < 0.3 else ""
            return f"pidfd_open {p} {self.actor()}{thread}"
        flag = r.choice(["", "", " flags=THREAD", " flags=GROUP",
                         " flags=PGRP"])
        return f"pidfd_send {r.choice(self.pidfds)} {self.signal()}{flag}"

    def step(self):
        """(actor, text)"""
        by = self.actor()
        kinds = [(self.send, 30), (self.handle, 14), (self.mask, 12),
                 (self.wait_signal, 12), (self.disposition, 6),
                 (self.wait_child, 9), (self.death, 3), (self.flood, 4),
                 (self.group, 5), (self.files_step, 4), (self.sigfd_step, 4),
                 (self.altstack, 2), (self.fault, 1), (self.pidfd, 2),
                 (lambda: self.spawn(by), 4)]
        make = self.r.choices([k for k, _ in kinds],
                              [w for _, w in kinds])[0]
        return by, make()

    def par(self):
        r = self.r
        if len(self.actors) < 2:
            return None
        steps = []
        for a in r.sample(self.actors, 2):
            steps.append(f"\t{a} {r.choice([self.send, self.mask])()}")
        return "par {\n" + "\n".join(steps) + "\n}"


def generate(rng):
    g = Generator(rng)
    out = []
    for _ in range(rng.choices([0, 1, 2, 3, 4], [1, 4, 5, 4, 2])[0]):
        by = g.actor()
        out.append(f"{by} {g.spawn(by)}")
        if not out[-1].startswith(f"{by} thread") and rng.random() < 0.4:
            out.append(f"{g.actors[-1]} setpgid")
    for _ in range(rng.randint(1, 4)):
        out.append(f"{g.actor()} "
                   f"{rng.choice([g.handle, g.handle, g.mask])()}")
    for _ in range(rng.randint(4, 18)):
        block = g.par() if rng.random() < 0.02 else None
        if block:
            out.append(block)
        else:
            by, text = g.step()
            out.append(f"{by} {text}")
    return out
