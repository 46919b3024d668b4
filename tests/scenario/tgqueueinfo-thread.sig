# Name:  rt_tgsigqueueinfo queues for one thread; a thread of one's own process counts as another
# Spec:  rt_tgsigqueueinfo(2)
# Rule:  18
A thread B
A handle RT1
A tgsigqueue A B RT1 value=3
= B handler RT1 code=SI_QUEUE from=A value=3
A tgsigqueue A B RT1 code=SI_USER = EPERM
A tgsigqueue A B RT1 code=SI_TKILL = EPERM
A tgsigqueue A A RT1 code=SI_TKILL
= A handler RT1 code=SI_TKILL from=A
B tgsigqueue A B RT1 code=SI_TKILL
= B handler RT1 code=SI_TKILL from=A
