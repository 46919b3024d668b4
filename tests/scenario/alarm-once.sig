# Name:  alarm() replaces the one before; its default action ends the process
# Spec:  wasmer #5907; alarm(2)
# Rule:  34
A fork B
B alarm 1000
B alarm 1 = was armed
B pause ...
pass until B
= B killed ALRM
A wait B = B killed ALRM
