# Name:  When F_SETSIG's signal cannot be queued, there is a SIGIO
# Spec:  fcntl(2), F_SETSIG
# Rule:  39 10
# Needs: root
A setresuid 61043 61043 61043
A rlimit SIGPENDING 1
A block {RT3 IO}
A pipe r w
A setown r A
A setsig r RT3
A setfl r ASYNC
A write w
A sigpending = {RT3}
A write w
A sigpending = {IO RT3}
