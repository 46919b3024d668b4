# Name:  A call that restarts has the same first argument, whatever the handler called
# Spec:  tgoskits #247; signal(7)
# Rule:  19
A pipe r w
A pipe x y
A handle USR1 flags=RESTART do { write y 3; read x 3; sigpending }
A fork B
A read r 5 ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A sigpending {}
B write w 5
= A read
