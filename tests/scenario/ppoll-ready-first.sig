# Name:  ppoll returns what is ready and leaves the signal pending; with nothing ready it is EINTR
# Spec:  observed on 6.18 (set_user_sigmask, restore_saved_sigmask_unless)
# Rule:  20
A pipe r w
A write w
A handle USR1
A block USR1
A kill self USR1
A ppoll r mask={} = r=IN
A sigpending = {USR1}
A read r
A ppoll r mask={} timeout=0 = EINTR
= A handler USR1 code=SI_USER from=A
A sigpending = {}
