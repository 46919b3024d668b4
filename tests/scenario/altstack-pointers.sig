# Name:  sigaltstack: a bad new stack is EFAULT and changes nothing; a bad old one is EFAULT after the change
# Spec:  sigaltstack(2)
# Rule:  23
A memory s
A altstack s
A sigaltstack new=bad = EFAULT
A altstack_get = s
A sigaltstack new=ok old=bad = EFAULT
A altstack_get = off
