# Fault: the newest real-time signal is taken first
# File: core/queue.h
# Build: core/generate.c
s/^		ksig__list_add_head(&(\*last)->node, &e->node);$/		ksig__list_add_tail(\&p->of[sig - 1].entries.first->node, \&e->node);/
s/^		\*last = e;$/		p->of[sig - 1].entries.first = e;/
