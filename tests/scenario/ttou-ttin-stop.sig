# Name:  TTIN and TTOU stop a process group that is not orphaned
# Spec:  signal(7)
# Rule:  8
A fork B
B setpgid
A kill B TTIN
= B stops
A kill B CONT
= B runs on
A kill B TTOU
= B stops
A wait B options=UNTRACED = B stopped TTOU
