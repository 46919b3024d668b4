# Fault: who waits for a child is not woken by its end
# File: core/notify.c
/^	if (!parent->nr_waiting)$/s/.*/	if (parent->nr_waiting)/
