# Name:  A handler without SA_SIGINFO that a fault runs finds the frame through its arguments too
# Spec:  sigaction(2); observed on 6.18, x86-64
# Rule:  21 1
A handle SEGV info=0 do { frame trap; longjmp }
A fault MAPERR = jumped
= A handler SEGV
= A frame trapno=14 err=4
