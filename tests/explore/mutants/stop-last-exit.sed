# Fault: nobody is told of a stop that an exit completes
# File: core/exit.c
s/^	if (complete)$/	if (complete \&\& !stop_sig)/
