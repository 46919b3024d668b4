# Name:  A frame that does not fit on the stack is SIGSEGV: on the alternate stack if there is one
# Spec:  sigaltstack(2)
# Rule:  22
A memory s
A fork B
A altstack s
A handle SEGV flags=ONSTACK
A fault STACK
> A generate SEGV private by=A forced
> A deliver SEGV handler altstack
> A return SEGV
= A handler SEGV code=ACCERR addr=? stack=s
B handle SEGV
B fault STACK ...
> B generate SEGV private by=B forced
> B deliver SEGV handler
> B generate SEGV private by=B forced
> B deliver SEGV core
> B exit SEGV killed
> A generate CHLD shared by=B ignored
= B killed SEGV
A wait B = B killed SEGV
> A wait B
