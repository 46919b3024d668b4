# Name:  ppoll has its own mask while it waits; the frames hold the old one
# Spec:  poll(2)
# Rule:  20
A fork B
A pipe r w
A handle USR1 do { mask; frame }
A handle HUP
A block USR1
A ppoll r mask={HUP} ...
B kill A HUP
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A mask {HUP USR1}
= A frame {USR1}
= A handler HUP code=SI_USER from=B
= A ppoll EINTR
A mask = {USR1}
A sigpending = {}
A unblock HUP
