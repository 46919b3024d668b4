# Name:  Without CAP_KILL, the sender's real or effective uid must be the target's real or saved uid
# Spec:  capabilities(7), CAP_KILL
# Rule:  16 17
# Needs: root
A fork B
A fork C
A fork D
B setresuid 61034 61035 61036
C setresuid 61035 61037 61037
C kill B 0 = EPERM
D setresuid 61036 61038 61038
D kill B 0
A dropcap KILL
A kill B 0 = EPERM
A kill C 0 = EPERM
