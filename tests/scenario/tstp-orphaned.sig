# Name:  TSTP, TTIN and TTOU do nothing in an orphaned process group; SIGSTOP stops
# Spec:  POSIX.1-2017 2.4.3; setpgid(2)
# Rule:  8
A kill self TSTP
> A generate TSTP shared by=A
> A discard TSTP orphaned
A kill self TTIN
> A generate TTIN shared by=A
> A discard TTIN orphaned
A kill self TTOU
> A generate TTOU shared by=A
> A discard TTOU orphaned
A fork B
B setpgid
A kill B TSTP
> B generate TSTP shared by=A
> B deliver TSTP stop
> B stop TSTP
> A generate CHLD shared by=B ignored
= B stops
A kill B CONT
> B continue CONT
> B generate CONT shared by=A ignored
> A generate CHLD shared by=B ignored
= B runs on
A kill self STOP ...
> A generate STOP shared by=A
> A deliver STOP stop
> A stop STOP
> outside generate CHLD shared by=A ignored
= A stops
