# Name:  A thread exits while its process is stopped: the stop completes without it
# Spec:  observed on 6.18 (do_signal_stop)
# Rule:  6
A fork B
B thread C
par {
	C exit
	A kill B STOP
}
= A kill
= B stops
= C stops
or
= A kill
= B stops
= C gone
A wait B options=UNTRACED = B stopped STOP
