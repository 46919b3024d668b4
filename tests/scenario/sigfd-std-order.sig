# Name:  read() of a signalfd takes private signals before shared ones, lowest numbers first
# Spec:  signalfd(2)
# Rule:  27 2
A block {HUP USR1 USR2}
A signalfd f {HUP USR1 USR2}
A kill self HUP
A tkill self USR2
A tkill self USR1
A sfd_read f 3 = USR1 code=SI_TKILL from=A, USR2 code=SI_TKILL from=A, HUP code=SI_USER from=A
