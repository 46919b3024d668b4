# Name:  pselect's and epoll_pwait's masks hold while they wait; the frames hold the old one
# Spec:  pselect(2)
# Rule:  20
A block USR1
A handle USR1 do { frame mask; mask }
A pipe r w
A epoll e
A epoll_add e r
A fork B
A pselect r mask={USR2} ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A frame {USR1}
= A mask {USR1 USR2}
= A pselect EINTR
A epoll_pwait e mask={HUP} ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A frame {USR1}
= A mask {HUP USR1}
= A epoll_pwait EINTR
A epoll_pwait2 e mask={INT} ...
B kill A USR1
= A handler USR1 code=SI_USER from=B
= A frame {USR1}
= A mask {INT USR1}
= A epoll_pwait2 EINTR
A mask = {USR1}
