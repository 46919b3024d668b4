# Name:  A fatal signal that one thread takes ends all threads, blocked in calls or stopped
# Spec:  signal(7); POSIX.1-2017 2.4.3
# Rule:  29 37
A fork B
B thread C
B thread D
B pipe r w
C read r ...
D block TERM
B block TERM
A kill B TERM
> B generate TERM shared by=A
> C target TERM fatal
> C deliver TERM terminate
> B exit TERM killed
> A generate CHLD shared by=B ignored
= B killed TERM
= C gone
= D gone
A wait B = B killed TERM
> A wait B
