# Name:  The entry is charged to the receiver's user, by the receiver's limit
# Spec:  observed on 6.18 (sigqueue_alloc)
# Rule:  10
# Needs: root
A fork B
B setresuid 61006 61006 61006
B block RT1
B rlimit SIGPENDING 1
A sigqueue B RT1 value=1
A sigqueue B RT1 value=2 = EAGAIN
B sigwait RT1 = RT1 code=SI_QUEUE from=A value=1
A sigqueue B RT1 value=3
