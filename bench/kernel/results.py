# SPDX-License-Identifier: MIT
"""What the benchmark program says on a serial line, and tables of it."""
import re

# Row of the program, what it is, the aim (instructions, less than).
COUNTS = [
    ("getppid", "getppid", None),
    ("mask", "mask block + restore", 400),
    ("query", "rt_sigaction query", None),
    ("self", "self tgkill, SA_SIGINFO handler, sigreturn", 1500),
    ("queue", "sigqueue of a blocked signal + sigtimedwait", 1000),
    ("pingpong", "signal to a sleeping thread, and its answer", None),
]
LATENCIES = [
    ("user", "runs in user mode"),
    ("asleep", "asleep"),
    ("call", "in a system call"),
]
FIELDS = ["min", "p50", "p90", "p99", "max"]
PAIRS = re.compile(r"(\S+) (\d+)")


class Result:
    """One run of the program: rows by name, and what went wrong."""

    def __init__(self, text):
        self.counts, self.latencies, self.bad = {}, {}, []
        self.is_checked = False
        ended = None
        lines = text.replace("\r", "").split("\n")
        for line in lines:
            # A kernel may have left a line unfinished, or print its own.
            m = re.match(r"(count|latency|checked|bad|end) (.*)", line)
            if not m:
                continue
            kind, rest = m.groups()
            if kind in ("count", "latency"):
                name, _, rest = rest.partition(" ")
                row = {k: int(v) for k, v in PAIRS.findall(rest)}
                (self.counts if kind == "count" else self.latencies)[
                    name] = row
            elif kind == "checked":
                self.is_checked = True
            elif kind == "bad":
                self.bad.append(rest)
            else:
                ended = rest.strip()
        if ended is None:
            last = [line for line in lines if line.strip()][-3:]
            self.bad.append("the program did not end; last was: " +
                            (" | ".join(last) or "nothing"))
        elif ended != "0" and not self.bad:
            self.bad.append(f"end {ended}")


def cell(row):
    """The minimum, with the median where that is another."""
    if row is None:
        return "-"
    if row["min"] == row["median"]:
        return f"{row['min']:,}"
    return f"{row['min']:,} ({row['median']:,})"


def count_table(linux, ours):
    """Lines of the table of instructions; each may be None."""
    out = [f"{'':44} {'Linux':>15} {'ours':>15} {'ratio':>6}  aim"]
    for name, what, aim in COUNTS:
        theirs = linux.counts.get(name) if linux else None
        mine = ours.counts.get(name) if ours else None
        ratio = (f"{mine['median'] / theirs['median']:.2f}"
                 if mine and theirs else "-")
        verdict = "-" if aim is None else f"under {aim:,}"
        if aim is not None and mine:
            verdict += "" if mine["median"] < aim else ": missed"
        out.append(f"{what:44} {cell(theirs):>15} {cell(mine):>15} "
                   f"{ratio:>6}  {verdict}")
    return out


def latency_table(results):
    """Lines of the distributions of {system: Result or None}."""
    out = [f"{'':30} {'':18}" + "".join(f"{f:>11}" for f in FIELDS)]
    for name, what in LATENCIES:
        for system, result in results.items():
            row = result.latencies.get(name) if result else None
            cells = "".join(f"{row[f]:>11,}" if row else f"{'-':>11}"
                            for f in FIELDS)
            note = ""
            if row and row["same-cpu"]:
                note = f"  {row['same-cpu']} of {row['n']} on the same CPU"
            out.append(f"{what:30} {system:18}{cells}{note}")
    return out
