# Name:  A real-time signal sent to one thread ends the whole process by default
# Spec:  POSIX.1-2017 2.4.3; signal(7)
# Rule:  9 29
A fork B
B thread C
A tgkill B C RT32
= B killed RT32
= C gone
A wait B = B killed RT32
