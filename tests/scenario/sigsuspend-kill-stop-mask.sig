# Name:  SIGKILL and SIGSTOP cannot be blocked, in no mask
# Spec:  sigprocmask(2); sigsuspend(2)
# Rule:  20
A fork B
B block all
B mask = ~{KILL STOP}
B setmask {KILL STOP HUP}
B mask = {HUP}
B sigsuspend all ...
A kill B STOP
= B stops
A kill B CONT
= B runs on
A kill B KILL
= B killed KILL
