# Name:  What is pending for a zombie process counts against the limit until it is waited for
# Spec:  getrlimit(2); observed on 6.18
# Rule:  10
# Needs: root
A fork B
B setresuid 61051 61051 61051
B block RT2
B fork C
C block RT1
B rlimit SIGPENDING 3
B sigqueue C RT1
B sigqueue C RT1
B sigqueue C RT1
B sigqueue self RT2 = EAGAIN
C exit_group 0 ...
= C exited 0
B sigqueue self RT2 = EAGAIN
B wait C = C exited 0
B sigqueue self RT2
