# Name:  The mask in the frame is the mask after the handler; KILL and STOP cannot be put into it
# Spec:  sigreturn(2); sigaction(2)
# Rule:  24 3
A handle USR1 do { edit mask={HUP KILL STOP RT3} }
A handle HUP
A kill self USR1
= A handler USR1 code=SI_USER from=A
A mask = {HUP RT3}
A kill self HUP
A sigpending = {HUP}
