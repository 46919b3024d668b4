# Name:  sigtimedwait takes private signals before shared ones, lower numbers first
# Spec:  sigtimedwait(2); signal(7)
# Rule:  36 2
A block {HUP USR1 USR2}
A kill self HUP
A tkill self USR2
A tkill self USR1
A sigwait {HUP USR1 USR2} = USR1 code=SI_TKILL from=A
A sigwait {HUP USR1 USR2} = USR2 code=SI_TKILL from=A
A sigwait {HUP USR1 USR2} = HUP code=SI_USER from=A
