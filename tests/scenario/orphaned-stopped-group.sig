# Name:  A stopped process group that becomes orphaned gets SIGHUP and SIGCONT
# Spec:  POSIX.1-2017 _exit; setpgid(2)
# Rule:  39
A fork B
B fork C
C setpgid
B setpgid C group=C
C handle HUP
C handle CONT
B kill C TSTP
> C generate TSTP shared by=B
> C deliver TSTP stop
> C stop TSTP
> B generate CHLD shared by=C ignored
= C stops
B exit_group ...
> C generate HUP shared by=kernel
> C target HUP none
> C continue CONT
> C generate CONT shared by=kernel
> C target CONT none
> B exit status=0
> A generate CHLD shared by=B ignored
> C deliver HUP handler
> C deliver CONT handler
> C return CONT
> C return HUP
= B exited 0
= C handler CONT code=SI_KERNEL
= C handler HUP code=SI_KERNEL
= C runs on
