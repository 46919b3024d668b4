# SPDX-License-Identifier: MIT
"""What tests start with: every signal at its default, none blocked."""
import signal


def signals_at_default():
    """A shell starts its background jobs with INT and QUIT ignored, nohup its
    command with HUP; tests see that. What Python itself ignores (PIPE, XFSZ)
    stays so here; Popen puts it back for what it starts."""
    for s in signal.valid_signals():
        if signal.getsignal(s) == signal.SIG_IGN and \
                s not in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(s, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
