# Name:  A handler that sends its own signal gets it when it returns, another one at once
# Spec:  POSIX.1-2017 kill; sigaction(2)
# Rule:  35 3
A fork B
B handle USR1 flags=RESETHAND do { kill self USR2; say between; kill self USR1; say still }
B handle USR2
B kill self USR1 ...
= B handler USR1 code=SI_USER from=B
= B handler USR2 code=SI_USER from=B
= B say between
= B say still
= B killed USR1
