# Name:  GETSIGMASK in sigsuspend is the mask to be restored; SETSIGMASK replaces that
# Spec:  ptrace(2), PTRACE_GETSIGMASK; observed on 6.18
# Rule:  28 20
# Ports: linux sim
A fork B
B handle USR1
B block {USR1 HUP}
A ptrace SEIZE B
B sigsuspend {TERM} ...
A ptrace INTERRUPT B
= B trap
A wait B = B stopped TRAP event 128
A ptrace GETSIGMASK B = {HUP USR1}
A ptrace SETSIGMASK B mask={USR2}
A ptrace CONT B
= B runs on
A kill B USR1
= B trap
A wait B = B stopped USR1
A ptrace GETSIGMASK B = {USR2}
A ptrace CONT B sig=USR1
= B handler USR1 code=SI_USER from=A
= B sigsuspend EINTR
= B runs on
B mask = {USR2}
