# SPDX-License-Identifier: MIT
"""What tests start with: every signal at its default, none blocked."""
import ctypes
import signal

SYS_RT_SIGACTION = 13
ACTION_SIZE, SIGSET_SIZE = 32, 8    # of the kernel, not glibc's
GLIBC_OWN = (32, 33)


def default_of_glibc_own(sig):
    """glibc's posix_spawn(3), so make and vfork'd shells too, leaves its two
    own signals ignored in what it starts, and lets nobody ask for them."""
    call = ctypes.CDLL(None).syscall
    old = ctypes.create_string_buffer(ACTION_SIZE)
    if call(SYS_RT_SIGACTION, sig, None, old, SIGSET_SIZE) == 0 and \
            int.from_bytes(old.raw[:8], "little") == signal.SIG_IGN:
        call(SYS_RT_SIGACTION, sig, bytes(ACTION_SIZE), None, SIGSET_SIZE)


def signals_at_default():
    """A shell starts its background jobs with INT and QUIT ignored, nohup its
    command with HUP; tests see that. What Python itself ignores (PIPE, XFSZ)
    stays so here; Popen puts it back for what it starts."""
    for s in signal.valid_signals():
        if signal.getsignal(s) == signal.SIG_IGN and \
                s not in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(s, signal.SIG_DFL)
    for s in GLIBC_OWN:
        default_of_glibc_own(s)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
