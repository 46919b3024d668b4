# Name:  select of a descriptor that is not open is refused, whatever its number
# Spec:  select(2), EBADF
# Rule:  20
A fork B
B exit_group 3 ...
> B exit status=3
> A generate CHLD shared by=B ignored
= B exited 3
A wait B = B exited 3
> A wait B
A pipe r w
A pidfd_open p B = ESRCH
A select r p = EBADF
A pselect p mask={} = EBADF
A close w
A close r
A select r = EBADF
A poll r = r=NVAL
