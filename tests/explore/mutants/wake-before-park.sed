# Fault: a wake is lost between the last look and parking
# File: core/accept.c
/^	} else if (!sig) {$/a\		ksig__unlock_task(t);\n\t\tksig__lock_task(t);
