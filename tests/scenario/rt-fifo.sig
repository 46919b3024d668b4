# Name:  Real-time signals are queued: first in, first out for each number, lowest number first
# Spec:  signal(7); POSIX.1-2017 2.4.2
# Rule:  2
A block {RT5 RT6}
A sigqueue self RT6 value=1
> A generate RT6 shared by=A blocked
> A target RT6 none
A sigqueue self RT5 value=2
> A generate RT5 shared by=A blocked
> A target RT5 none
A sigqueue self RT5 value=3
> A generate RT5 shared by=A blocked
> A target RT5 none
A sigwait {RT5 RT6} = RT5 code=SI_QUEUE from=A value=2
> A accept RT5 sigtimedwait
A sigwait {RT5 RT6} = RT5 code=SI_QUEUE from=A value=3
> A accept RT5 sigtimedwait
A sigwait {RT5 RT6} = RT6 code=SI_QUEUE from=A value=1
> A accept RT6 sigtimedwait
A sigwait {RT5 RT6} timeout=0 = EAGAIN
