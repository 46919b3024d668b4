# Name:  Reading in the background: SIGTTIN; EIO if it is ignored, blocked, or the group orphaned
# Spec:  POSIX.1-2017 11.1.4
# Rule:  39 8
A pty m t
A ctty t
A fork B
B setpgid
B read t ...
= B stops
A kill B CONT
A kill B KILL
= B killed KILL
A fork C
C setpgid
C ignore TTIN
C read t = EIO
A fork D
D setpgid
D block TTIN
D read t = EIO
