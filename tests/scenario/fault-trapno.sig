# Name:  The frame says which trap it was, and the error code
# Spec:  Intel SDM volume 3, chapter 6 (numbers); observed on 6.18
# Rule:  38
A memory ro kind=READONLY
A handle SEGV do { frame trap }
A handle FPE do { frame trap }
A handle ILL do { frame trap }
A handle TRAP do { frame trap }
A fault MAPERR
= A handler SEGV code=MAPERR addr=null
= A frame trapno=14 err=4
A fault ACCERR at=ro
= A handler SEGV code=ACCERR addr=ro
= A frame trapno=14 err=6
A fault DIV
= A handler FPE code=INTDIV
= A frame trapno=0 err=0
A fault ILL
= A handler ILL code=ILLOPN
= A frame trapno=6 err=0
A fault TRAP
= A handler TRAP code=SI_KERNEL
= A frame trapno=3 err=0
