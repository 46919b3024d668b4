# Name:  TSTP, TTIN and TTOU can be caught: then nothing stops
# Spec:  signal(7)
# Rule:  8
A fork B
B setpgid
B handle TSTP
B ignore TTIN
A kill B TSTP
= B handler TSTP code=SI_USER from=A
A kill B TTIN
B handle STOP = EINVAL
B ignore KILL = EINVAL
