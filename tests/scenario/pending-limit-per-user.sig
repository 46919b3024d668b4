# Name:  The limit counts all of a user's processes; root's is another account
# Spec:  getrlimit(2), RLIMIT_SIGPENDING
# Rule:  10
# Needs: root
A fork B
A fork C
B setresuid 61005 61005 61005
C setresuid 61005 61005 61005
B block RT1
C block RT1
B rlimit SIGPENDING 2
C rlimit SIGPENDING 2
B sigqueue self RT1 value=1
C sigqueue self RT1 value=2
C sigqueue self RT1 value=3 = EAGAIN
A sigqueue C RT1 value=4 = EAGAIN
