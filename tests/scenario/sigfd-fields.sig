# Name:  What a signalfd says of each kind of signal
# Spec:  signalfd(2)
# Rule:  27 38
A block {USR1 RT1 CHLD RT2}
A signalfd f {USR1 RT1 CHLD RT2}
A fork B
B kill A USR1
B sigqueue A RT1 value=7
B exit_group 5 ...
= B exited 5
A timer t sig=RT2 value=9
A timer_set t 1ms
pass 100ms
A sfd_read f 8 = USR1 code=SI_USER from=B, CHLD code=EXITED child=B status=5, RT1 code=SI_QUEUE from=B value=7, RT2 code=SI_TIMER timer=t overrun=0 value=9
