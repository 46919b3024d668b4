/* SPDX-License-Identifier: MIT */
/* What the programs of this folder share. Their directives are explained in
 * README.md. */
#ifndef BUGGY_H
#define BUGGY_H

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Lets fn run for a signal; sigaction(2)'s flags. */
static inline void handle(int sig, void (*fn)(int), int flags)
{
	struct sigaction act;

	memset(&act, 0, sizeof act);
	sigemptyset(&act.sa_mask);
	act.sa_handler = fn;
	act.sa_flags = flags;
	sigaction(sig, &act, NULL);
}

/* Blocks a signal, and returns the mask from before. */
static inline sigset_t block(int sig)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, &old);
	return old;
}

static inline void restore(const sigset_t *mask)
{
	sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Writes all of a text to the standard output: no buffer, no lock. */
static inline void say(const char *text)
{
	size_t left = strlen(text);
	ssize_t n;

	while (left > 0) {
		n = write(1, text, left);
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			text += n;
			left -= (size_t)n;
		}
	}
}

#endif
