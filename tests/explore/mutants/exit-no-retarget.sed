# Fault: a thread that exits keeps what others could take
# File: core/exit.c
/ksig__retarget_locked(t, ~t->blocked);/d
