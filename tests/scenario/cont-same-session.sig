# Name:  SIGCONT needs no permission inside a session
# Spec:  kill(2)
# Rule:  37
# Needs: root
A fork B
A fork C
A fork D
B setresuid 61032 61032 61032
C setresuid 61033 61033 61033
D setsid
B kill C CONT
B kill C USR1 = EPERM
B kill D CONT = EPERM
