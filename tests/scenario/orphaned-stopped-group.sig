# Name:  A stopped process group that becomes orphaned gets SIGHUP and SIGCONT
# Spec:  POSIX.1-2017 _exit; setpgid(2)
# Rule:  39
A fork B
B fork C
C setpgid
B setpgid C group=C
C handle HUP
C handle CONT
B kill C TSTP
= C stops
B exit_group ...
= B exited 0
= C handler CONT code=SI_KERNEL
= C handler HUP code=SI_KERNEL
= C runs on
