# Name:  What SIG_IGN discards no longer counts for RLIMIT_SIGPENDING
# Spec:  getrlimit(2), RLIMIT_SIGPENDING; sigaction(2)
# Rule:  5 10
# Needs: root
A setresuid 61031 61031 61031
A rlimit SIGPENDING 2
A block {RT1 RT2}
A sigqueue self RT1
A sigqueue self RT1
A sigqueue self RT2 = EAGAIN
A ignore RT1
A sigqueue self RT2
A sigqueue self RT2
A sigqueue self RT2 = EAGAIN
