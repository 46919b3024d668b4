# Name:  A child that exits while its parent begins to wait is waited for
# Spec:  wait(2)
# Rule:  26
A fork B
par {
	A wait B
	B exit 3
}
= A wait B exited 3
= B gone
