# Name:  execve in a thread ends another that waits for its vfork child; the child lives on
# Spec:  execve(2), vfork(2)
# Rule:  37
A thread B
A vfork C ...
B exec
= A gone
C getppid = B
C exit 3 ...
> C exit status=3
> B generate CHLD shared by=C ignored
= C exited 3
B wait = C exited 3
> B wait C
