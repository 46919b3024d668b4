# Fault: a thread that exits hides what its process is killed of
# File: core/exit.c
s/^		\*status = g->exit_status;$/		;/
