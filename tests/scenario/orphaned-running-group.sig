# Name:  A process group that becomes orphaned and has no stopped member gets nothing
# Spec:  POSIX.1-2017 _exit
# Rule:  39
A fork B
B fork C
C setpgid
C handle HUP
C handle CONT
B exit_group ...
= B exited 0
C kill self TSTP
