# Name:  A change of the effective user id clears the parent death signal; a wrong number is EINVAL
# Spec:  prctl(2), PR_SET_PDEATHSIG
# Rule:  39
# Needs: root
A fork B
B pdeathsig USR1
B pdeathsig = USR1
B setresuid 61044 61044 61044
B pdeathsig = 0
B pdeathsig 65 = EINVAL
