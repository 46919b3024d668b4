# Fault: the newest real-time signal is taken first
# File: core/queue.h
# Build: core/generate.c
s/after = &p->of\[sig - 1\].entries.last->node;/after = p->of[sig - 1].entries.first->node.prev, p->of[sig - 1].entries.first = e;/
s/^		p->of\[sig - 1\].entries.last = e;/		if (!ksig_sigset_has(p->queued, sig))\n\t\t\tp->of[sig - 1].entries.last = e;/
