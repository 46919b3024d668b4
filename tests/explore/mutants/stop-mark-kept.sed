# Fault: SIGCONT does not undo a stop signal that was dequeued
# File: core/stopcont.c
/^				  KSIG_TASK_STOP_DEQUEUED);$/s/KSIG_TASK_STOP_DEQUEUED/0/
