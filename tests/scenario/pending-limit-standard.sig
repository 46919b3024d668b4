# Name:  A standard signal with si_code of 0 or more is queued over the limit, with its siginfo
# Spec:  observed on 6.18 (__send_signal_locked)
# Rule:  11
# Needs: root
A setresuid 61004 61004 61004
A rlimit SIGPENDING 1
A fork B
A block {RT1 USR1 USR2 CHLD}
A sigqueue self RT1 value=1
> A generate RT1 shared by=A blocked
> A target RT1 none
A kill self USR1
> A generate USR1 shared by=A blocked
> A target USR1 none
A sigqueue self USR2 value=2
> A generate USR2 shared by=A blocked without-info
> A target USR2 none
B exit_group 3 ...
> B exit status=3
> A generate CHLD shared by=B blocked
> A target CHLD none
= B exited 3
A sigwait USR1 = USR1 code=SI_USER from=A uid=61004
> A accept USR1 sigtimedwait
A sigwait USR2 = USR2 code=SI_USER from=nobody
> A accept USR2 sigtimedwait
A sigwait CHLD = CHLD code=EXITED child=B uid=61004 status=3
> A accept CHLD sigtimedwait
A sigwait RT1 = RT1 code=SI_QUEUE from=A uid=61004 value=1
> A accept RT1 sigtimedwait
