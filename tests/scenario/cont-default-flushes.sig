# Name:  Setting SIGCONT to default discards a pending SIGCONT
# Spec:  observed on 6.18 (sig_kernel_ignore)
# Rule:  5 6
A block CONT
A handle CONT
A kill self CONT
A sigpending = {CONT}
A default CONT
A sigpending = {}
