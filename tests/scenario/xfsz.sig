# Name:  Writing beyond RLIMIT_FSIZE: SIGXFSZ, and EFBIG if it is not fatal
# Spec:  getrlimit(2); write(2)
# Rule:  39
A memfd f
A rlimit FSIZE 10
A handle XFSZ
A write f 20 = 10
A write f 1 = EFBIG
= A handler XFSZ code=SI_USER from=A
A default XFSZ
A write f 1 ...
= A killed XFSZ
