# Name:  Over RLIMIT_SIGPENDING a real-time signal from kill() is delivered without its siginfo
# Spec:  getrlimit(2), RLIMIT_SIGPENDING; observed on 6.18
# Rule:  10
# Needs: root
A setresuid 61001 61001 61001
A rlimit SIGPENDING 1
A block {RT1 RT2}
A sigqueue self RT1 value=1
> A generate RT1 shared by=A blocked
> A target RT1 none
A kill self RT2
> A generate RT2 shared by=A blocked without-info
> A target RT2 none
A sigwait RT1 = RT1 code=SI_QUEUE from=A uid=61001 value=1
> A accept RT1 sigtimedwait
A sigwait RT2 = RT2 code=SI_USER from=nobody
> A accept RT2 sigtimedwait
