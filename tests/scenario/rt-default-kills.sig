# Name:  The default action of a real-time signal is to terminate
# Spec:  signal(7)
# Rule:  9
A fork B
A kill B RT7
> B generate RT7 shared by=A
> B target RT7 fatal
> B deliver RT7 terminate
> B exit RT7 killed
> A generate CHLD shared by=B ignored
= B killed RT7
A wait B = B killed RT7
> A wait B
