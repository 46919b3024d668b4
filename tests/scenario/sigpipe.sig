# Name:  Writing to a pipe without a reader: SIGPIPE, and EPIPE if it is not fatal
# Spec:  write(2); signal(7)
# Rule:  39
A pipe r w
A close r
A fork B
A handle PIPE
A write w = EPIPE
= A handler PIPE code=SI_USER from=A
A ignore PIPE
A write w = EPIPE
B write w ...
= B killed PIPE
