# Name:  Who waits is told of a stop that is complete when the last running thread exits
# Spec:  waitpid(2); observed on 6.18 (exit_signals)
# Rule:  6
A fork B
B thread C
A fork D
A wait B options=UNTRACED ...
par {
	C exit
	D kill B STOP
}
= A wait B stopped STOP
= B stops
= C gone
= D kill
or
= A wait B stopped STOP
= B stops
= C stops
= D kill
