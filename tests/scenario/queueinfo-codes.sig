# Name:  sigqueue to another process: si_code of 0 or more, or SI_TKILL, is EPERM; to oneself all go
# Spec:  rt_sigqueueinfo(2)
# Rule:  18
A fork B
B handle USR1
A sigqueue B USR1 code=SI_USER = EPERM
A sigqueue B USR1 code=SI_KERNEL = EPERM
A sigqueue B USR1 code=1 = EPERM
A sigqueue B USR1 code=SI_TKILL = EPERM
A sigqueue B USR1 code=SI_QUEUE value=7
= B handler USR1 code=SI_QUEUE from=A value=7
A sigqueue B USR1 code=SI_ASYNCIO value=8
= B handler USR1 code=SI_ASYNCIO from=A value=8
A sigqueue B USR1 code=SI_MESGQ value=9
= B handler USR1 code=SI_MESGQ from=A value=9
A sigqueue B 0 code=SI_USER = EPERM
A handle USR1
A sigqueue self USR1 code=SI_USER
= A handler USR1 code=SI_USER from=A
A sigqueue self USR1 code=SI_TKILL
= A handler USR1 code=SI_TKILL from=A
