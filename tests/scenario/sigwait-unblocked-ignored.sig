# Name:  A signal that is ignored and not blocked is dropped even while sigtimedwait waits for it
# Spec:  observed on 6.18 (sig_ignored, do_sigtimedwait)
# Rule:  36 4
A ignore USR1
A fork B
A sigwait USR1 ...
B kill A USR1
B kill A USR1
