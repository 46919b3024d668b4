# Name:  fork keeps the alternate stack; a thread, and a child with CLONE_VM, have none; vfork's child has
# Spec:  sigaltstack(2); clone(2)
# Rule:  25
A memory s
A altstack s
A fork B
A thread C
A fork D flags=VM
B altstack_get = s
C altstack_get = off
D altstack_get = off
A exec
= C gone
A altstack_get = off
