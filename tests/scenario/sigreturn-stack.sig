# Name:  sigreturn takes the alternate stack from the frame, and swallows what is wrong with it
# Spec:  observed on 6.18 (restore_altstack)
# Rule:  24
A memory s
A memory x
A altstack s
A handle USR1 do { edit stack=x }
A handle USR2 do { edit stack=bad }
A handle HUP do { edit stack=null }
A kill self USR1
= A handler USR1 code=SI_USER from=A
A altstack_get = x
A kill self USR2
= A handler USR2 code=SI_USER from=A
A altstack_get = x
A kill self HUP
= A handler HUP code=SI_USER from=A
A altstack_get = off
