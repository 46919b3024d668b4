# Name:  Handlers without SA_SIGINFO on the alternate stack have the frame's addresses as arguments
# Spec:  sigaction(2); observed on 6.18, x86-64
# Rule:  21 22
A memory s
A altstack s
A handle USR1 info=0 flags=ONSTACK do { frame stack; edit mask={INT} }
A kill self USR1
= A handler USR1 stack=s
= A frame s
A mask = {INT}
