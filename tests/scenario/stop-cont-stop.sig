# Name:  A process can be stopped and continued again and again; the parent sees each
# Spec:  managarm #811; POSIX.1-2017 2.4.1
# Rule:  6 26
A fork B
A kill B STOP
= B stops
A wait B options=UNTRACED = B stopped STOP
A kill B CONT
= B runs on
A wait B options=CONTINUED = B continued
A kill B STOP
= B stops
A wait B options=UNTRACED = B stopped STOP
A kill B CONT
= B runs on
A wait B options=CONTINUED|NOHANG = B continued
A wait B options=CONTINUED|NOHANG = nothing
