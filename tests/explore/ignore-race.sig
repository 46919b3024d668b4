# Name:  A signal that becomes ignored while it is sent is handled or gone
# Spec:  POSIX.1-2017 2.4.3
# Rule:  5
A handle USR1
A thread B
A block USR1
A fork C
B block USR1
par {
	B ignore USR1
	C tkill A USR1
}
= B ignore
= C tkill
A unblock USR1
A sigpending = {}
