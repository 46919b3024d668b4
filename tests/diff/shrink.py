# SPDX-License-Identifier: MIT
"""Delta debugging: the least of a scenario that still shows a difference."""
import re

BODY = re.compile(r"^(.*?) do \{ (.*) \}$", re.S)
OPTION = re.compile(r" \w+=(\{[^}]*\}|\S+)")


def without_parts(items, shows):
    """Zeller's ddmin: fewer of items, as long as shows(items)."""
    n = 2
    while len(items) >= 2:
        size = max(1, len(items) // n)
        for i in range(0, len(items), size):
            fewer = items[:i] + items[i + size:]
            if fewer and shows(fewer):
                items, n = fewer, max(n - 1, 2)
                break
        else:
            if size == 1:
                break
            n = min(n * 2, len(items))
    return items


def simpler(s):
    """Other ways to write a statement, each with less in it."""
    m = BODY.match(s)
    if m:
        head, steps = m.group(1), m.group(2).split("; ")
        if not head.endswith(" seq"):
            yield head
        for i in range(len(steps)):
            fewer = steps[:i] + steps[i + 1:]
            if fewer:
                yield head + " do { " + "; ".join(fewer) + " }"
        if head.endswith(" seq") and len(steps) == 1:
            yield head[:-len("seq")] + steps[0]
    elif s.startswith("par {"):
        for line in s.split("\n")[1:-1]:
            yield line.strip()
    head = m.group(1) if m else s
    rest = s[len(head):]
    for o in OPTION.finditer(head):
        yield head[:o.start()] + head[o.end():] + rest
        words = o.group(1)
        if "|" in words:
            for w in words.split("|"):
                yield head[:o.start(1)] + \
                    "|".join(x for x in words.split("|") if x != w) + \
                    head[o.end(1):] + rest
    for o in re.finditer(r"\{(\w[^{}]*)\}", head):
        some = o.group(1).split()
        for w in some:
            yield head[:o.start()] + "{" + \
                " ".join(x for x in some if x != w) + "}" + \
                head[o.end():] + rest


def shrink(items, shows):
    items = without_parts(items, shows)
    changed = True
    while changed:
        changed = False
        for i in range(len(items)):
            for s in simpler(items[i]):
                other = items[:i] + [s] + items[i + 1:]
                if shows(other):
                    items, changed = other, True
                    break
        fewer = without_parts(items, shows)
        changed |= len(fewer) < len(items)
        items = fewer
    return items
