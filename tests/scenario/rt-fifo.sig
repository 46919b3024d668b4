# Name:  Real-time signals are queued: first in, first out for each number, lowest number first
# Spec:  signal(7); POSIX.1-2017 2.4.2
# Rule:  2
A block {RT5 RT6}
A sigqueue self RT6 value=1
A sigqueue self RT5 value=2
A sigqueue self RT5 value=3
A sigwait {RT5 RT6} = RT5 code=SI_QUEUE from=A value=2
A sigwait {RT5 RT6} = RT5 code=SI_QUEUE from=A value=3
A sigwait {RT5 RT6} = RT6 code=SI_QUEUE from=A value=1
A sigwait {RT5 RT6} timeout=0 = EAGAIN
