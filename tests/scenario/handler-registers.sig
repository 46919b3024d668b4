# Name:  A handler without SA_SIGINFO has the frame's addresses as arguments too; its mask can be edited
# Spec:  observed on 6.18, x86-64
# Rule:  21
A handle USR1 info=0 do { frame; edit mask={HUP} }
A kill self USR1
= A handler USR1
= A frame {}
A mask = {HUP}
