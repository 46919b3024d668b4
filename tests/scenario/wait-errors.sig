# Name:  waitid without options, or with unknown ones, is EINVAL; a bad pointer is EFAULT, and the child is reaped
# Spec:  waitid(2); wait(2)
# Rule:  26
A fork B
A waitid PID child=B options=0 = EINVAL
A waitid PID child=B options=EXITED|0x10 = EINVAL
A waitid 7 options=EXITED = EINVAL
A wait B options=0x100 = EINVAL
B exit_group 3 ...
= B exited 3
A wait B status=bad = EFAULT
A wait B = ECHILD
