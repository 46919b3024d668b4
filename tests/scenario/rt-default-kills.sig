# Name:  The default action of a real-time signal is to terminate
# Spec:  signal(7)
# Rule:  9
A fork B
A kill B RT7
= B killed RT7
A wait B = B killed RT7
