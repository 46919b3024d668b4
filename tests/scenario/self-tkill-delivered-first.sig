# Name:  raise() runs the handler before it returns
# Spec:  POSIX.1-2017 raise; tgkill(2)
# Rule:  35
A handle USR1
A seq do { raise USR1; say after }
= A handler USR1 code=SI_TKILL from=A
= A say after
