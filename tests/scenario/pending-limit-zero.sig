# Name:  RLIMIT_SIGPENDING of 0: standard signals get through, real-time ones of sigqueue() do not
# Spec:  getrlimit(2), RLIMIT_SIGPENDING
# Rule:  10 11
# Needs: root
A setresuid 61003 61003 61003
A rlimit SIGPENDING 0
A handle USR1
A handle RT1
A kill self USR1
= A handler USR1 code=SI_USER from=A uid=61003
A sigqueue self USR1 value=3
= A handler USR1 code=SI_USER from=nobody
A kill self RT1
= A handler RT1 code=SI_USER from=nobody
A sigqueue self RT1 value=3 = EAGAIN
