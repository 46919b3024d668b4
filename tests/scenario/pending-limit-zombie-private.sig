# Name:  What is pending for a thread alone counts against the limit only until it exits
# Spec:  getrlimit(2); observed on 6.18
# Rule:  10
# Needs: root
A fork B
B setresuid 61052 61052 61052
B block RT2
B fork C
C block RT1
B rlimit SIGPENDING 3
B tgsigqueue C C RT1
B tgsigqueue C C RT1
B tgsigqueue C C RT1
B sigqueue self RT2 = EAGAIN
C exit_group 0 ...
= C exited 0
B sigqueue self RT2
B wait C = C exited 0
B sigqueue self RT2
