# Fault: a flush forgets the second thread
# File: core/pending.c
/^void ksig__pending_flush_all_locked/,/^}/{
s/^	KSIG__EACH_TASK(t, g)$/	if ((t = g->leader))/
}
