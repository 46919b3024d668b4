# Fault: SIGCONT discards stop signals of the shared set only
# File: core/stopcont.c
s/ksig__pending_flush_all_locked(g, KSIG_SET_STOP,/ksig__pending_flush_locked(g, NULL, KSIG_SET_STOP,/
