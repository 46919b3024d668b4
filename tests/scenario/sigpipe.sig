# Name:  Writing to a pipe without a reader: SIGPIPE, and EPIPE if it is not fatal
# Spec:  write(2); signal(7)
# Rule:  39
A pipe r w
A close r
A fork B
A handle PIPE
A write w = EPIPE
> A generate PIPE private by=kernel
> A deliver PIPE handler
> A return PIPE
= A handler PIPE code=SI_USER from=A
A ignore PIPE
A write w = EPIPE
> A generate PIPE private by=kernel ignored
B write w ...
> B generate PIPE private by=kernel
> B target PIPE fatal
> B deliver PIPE terminate
> B exit PIPE killed
> A generate CHLD shared by=B ignored
= B killed PIPE
