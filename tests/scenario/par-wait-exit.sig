# Name:  wait() that races with the child's exit gets its status
# Spec:  wait(2)
# Rule:  26
A fork B
par {
	A wait B
	B exit_group 3
}
= A wait B exited 3
= B gone
