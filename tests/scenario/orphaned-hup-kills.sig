# Name:  The SIGHUP for a stopped orphaned group ends members that do not handle it
# Spec:  POSIX.1-2017 _exit
# Rule:  39
A subreaper
A fork B
B setsid
B fork C
C setpgid
B kill C STOP
= C stops
B exit_group ...
= B exited 0
= C killed HUP
A wait C = C killed HUP
