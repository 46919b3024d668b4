# Name:  Over RLIMIT_SIGPENDING sigqueue() and tkill() of a real-time signal give EAGAIN
# Spec:  getrlimit(2), RLIMIT_SIGPENDING; sigqueue(3); tkill(2)
# Rule:  10
# Needs: root
A setresuid 61002 61002 61002
A rlimit SIGPENDING 2
A block {RT1 RT2}
A sigqueue self RT1 value=1
> A generate RT1 shared by=A blocked
> A target RT1 none
A sigqueue self RT1 value=2
> A generate RT1 shared by=A blocked
> A target RT1 none
A sigqueue self RT1 value=3 = EAGAIN
> A generate RT1 shared by=A blocked overflow
A tkill self RT2 = EAGAIN
> A generate RT2 private by=A blocked overflow
A tgsigqueue self self RT2 = EAGAIN
> A generate RT2 private by=A blocked overflow
A sigpending = {RT1}
A sigwait RT1 = RT1 code=SI_QUEUE from=A uid=61002 value=1
> A accept RT1 sigtimedwait
A sigqueue self RT2 value=4
> A generate RT2 shared by=A blocked
> A target RT2 none
A sigwait RT1 = RT1 code=SI_QUEUE from=A uid=61002 value=2
> A accept RT1 sigtimedwait
A sigwait RT2 = RT2 code=SI_QUEUE from=A uid=61002 value=4
> A accept RT2 sigtimedwait
