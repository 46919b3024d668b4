# Name:  SIGBUS for a mapping beyond its file's end
# Spec:  mmap(2); sigaction(2), BUS_ADRERR
# Rule:  38
A memory b kind=BUS
A handle BUS do { frame trap }
A fault BUS at=b
= A handler BUS code=ADRERR addr=b
= A frame trapno=14 err=4
A default BUS
A fault BUS at=b ...
= A killed BUS
