# Name:  A sleep that a stop interrupts goes on with what is left
# Spec:  nanosleep(2); restart_syscall(2)
# Rule:  19
A fork B
B nanosleep 2s ...
A kill B STOP
= B stops
A kill B CONT
pass until B
= B nanosleep
= B runs on
B nanosleep 0
pass 20ms
