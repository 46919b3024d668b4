# Fault: a mask change clears has_deliverable
# File: core/mask.c
/^void ksig__set_blocked_pending/,/^}/s/	ksig__recalc_locked(t);/	t->has_deliverable = false;/
