# Name:  Processes that share dispositions may signal each other and change them at once
# Spec:  gvisor #14275; clone(2)
# Rule:  25
A fork B flags=SIGHAND|VM
A block USR1
B block USR1
par {
	A handle USR1
	B kill A USR1
}
= A handle
= B kill
B ignore USR1
A action USR1 = ignore
A sigpending = {USR1}
