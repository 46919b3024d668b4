# Name:  A blocked signal that is ignored by default becomes pending, and is discarded when it is unblocked
# Spec:  POSIX.1-2017 2.4.3; signal(7)
# Rule:  4
A block {WINCH URG}
A kill self WINCH
A kill self URG
A sigpending = {URG WINCH}
A unblock WINCH
A sigpending = {URG}
A handle URG
A unblock URG
= A handler URG code=SI_USER from=A
