# Name:  SIGSEGV says MAPERR for nothing mapped, ACCERR for what may not be touched, and where
# Spec:  sigaction(2), si_code and si_addr
# Rule:  38
A memory ro kind=READONLY
A memory none kind=NONE
A memory gap kind=UNMAPPED
A handle SEGV
A fault MAPERR
= A handler SEGV code=MAPERR addr=null
A fault MAPERR at=gap
= A handler SEGV code=MAPERR addr=gap
A fault MAPERR at=none
= A handler SEGV code=ACCERR addr=none
A fault ACCERR at=ro
= A handler SEGV code=ACCERR addr=ro
A fault ACCERR at=gap
= A handler SEGV code=MAPERR addr=gap
