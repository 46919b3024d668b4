# Name:  SIGSYS of a seccomp filter says the call's number and the filter's data
# Spec:  seccomp(2), SECCOMP_RET_TRAP
# Rule:  38
A handle SYS
A fault SYS
= A handler SYS code=SECCOMP errno=7 syscall=10000
A default SYS
A fault SYS ...
= A killed SYS
