# Fault: SIGKILL does not wake a task that has stopped
# File: core/fatal.c
s/^		if (t != except)$/		if (t != except \&\& !(t->flags \& KSIG_TASK_STOPPED))/
