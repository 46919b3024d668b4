# Name:  The main thread has gone, the last one waits for its vfork child: a fatal signal ends it all the same
# Spec:  vfork(2); signal(7)
# Rule:  37
A thread B
A exit 3 ...
= A gone
B vfork C ...
C kill A INT
= A killed INT
= B gone
