# Fault: a thread that blocks a signal keeps what others could take
# File: core/mask.c
/^void ksig__set_blocked_pending/,/^}/{
/has_deliverable && t->group->nr_tasks/d
/ksig__retarget_locked/d
}
