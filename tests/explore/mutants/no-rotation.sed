# Fault: the threads of a group do not take turns
# File: core/target.c
s/^	g->next_target = t;$/	(void)t;/
