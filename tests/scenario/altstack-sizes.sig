# Name:  sigaltstack: too small is ENOMEM, unknown flags EINVAL; SS_ONSTACK may be given
# Spec:  sigaltstack(2)
# Rule:  23
A memory s
A altstack s size=1000 = ENOMEM
A altstack s flags=8 = EINVAL
A altstack s flags=8 size=1000 = EINVAL
A altstack s flags=ONSTACK
A altstack_get = s
A altstack s flags=DISABLE size=1
A altstack_get = off
A sigaltstack new=bad = EFAULT
A sigaltstack new=null old=bad = EFAULT
