# Name:  Whom one may trace: the same user's, if it is dumpable
# Spec:  ptrace(2), Ptrace access mode checking
# Rule:  28
# Needs: root
# Ports: linux sim
A fork B
A fork C
A fork D
B setresuid 61053 61053 61053
C setresuid 61053 61053 61053
B ptrace ATTACH D = EPERM
B ptrace SEIZE C = EPERM
C exec
C mask = {}
B ptrace SEIZE C
