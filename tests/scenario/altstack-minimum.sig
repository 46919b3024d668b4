# Name:  A stack of exactly the smallest size is taken, one byte less is ENOMEM; SS_DISABLE ignores the size
# Spec:  tgoskits #207; sigaltstack(2)
# Rule:  23
A memory s
A altstack s size=2048
A altstack s size=2047 = ENOMEM
A altstack s size=0 flags=DISABLE
A altstack_get = off
