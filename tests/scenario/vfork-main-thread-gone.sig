# Name:  The wait for a vfork child is over when its main thread has gone, though the child lives on
# Spec:  vfork(2), clone(2), CLONE_VFORK
# Rule:  37
A vfork B ...
B thread D
B exit 3 ...
= A vfork
= B gone
A kill B TERM
= B killed TERM
= D gone
A wait B = B killed TERM
