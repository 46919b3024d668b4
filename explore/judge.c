/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a run. A crash, a deadlock, a wake that is lost are so by
 * themselves. That it ends otherwise, or prints something else, may be what
 * the handler is for: session.c holds it against what other points give.
 */
#include "explore/explore.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

static const struct {
	const char *word, *why;
} verdicts[] = {
	[XP_FINE] = { "fine", "" },
	[XP_NOT_TRIED] = { "not-tried", "" },
	[XP_CRASH] = { "crash",
		"the program dies of a fault or of its own abort(3). A "
		"handler may only call async-signal-safe functions "
		"(signal-safety(7)): one that is not works on data which "
		"the interrupted code has left half changed" },
	[XP_DEADLOCK] = { "deadlock",
		"a thread waits for a lock that only it, or who waits for "
		"it, could release. A handler that takes a lock (malloc, "
		"stdio, syslog, time zone: signal-safety(7)) waits for ever "
		"if the interrupted code holds it" },
	[XP_LOST_WAKEUP] = { "lost-wakeup",
		"the signal was handled, and the program waits for it all "
		"the same. Between the check and pause(2) it came and was "
		"gone: block it, check, and wait by sigsuspend(2), ppoll(2) "
		"or pselect(2), which unblock it only while they wait" },
	[XP_HANG] = { "hang",
		"the program waits for what does not come; without the "
		"signal, or with it elsewhere, it ends. A call that was "
		"interrupted, a wait(2) for one child more than there is, or "
		"a byte that was lost may be why" },
	[XP_TIMEOUT] = { "timeout",
		"the program does not end in the time it was given; without "
		"the signal it does" },
	[XP_EXPLODES] = { "explodes",
		"the program makes more processes, takes more memory or "
		"writes more than it may; without the signal it does not" },
	[XP_ZOMBIE] = { "zombie",
		"a child has ended, and is not waited for. One SIGCHLD may "
		"stand for several children (signal(7), standard signals do "
		"not queue): wait until there is none left, by WNOHANG" },
	[XP_STATUS] = { "status",
		"the program ends otherwise than it does with the signal at "
		"nearly all other points. An EINTR that is taken for a "
		"failure (signal(7)), or data that the handler has changed "
		"under the interrupted code, may be why" },
	[XP_OUTPUT] = { "output",
		"the program writes something else than it does with the "
		"signal at most other points. A read(2) or write(2) "
		"that was cut short, errno changed by the handler, or data "
		"that both use may be why" },
	[XP_ERRNO_SEEN] = { "errno",
		"the handler returns with another errno, and the code that it "
		"has interrupted looks at it. A handler saves errno and puts "
		"it back (signal-safety(7))" },
	[XP_SANITIZER] = { "sanitizer",
		"the program's sanitizer reports it; without the signal it "
		"does not" },
	[XP_EINTR] = { "eintr",
		"the signal interrupts a call, and the program takes EINTR "
		"for a failure. Without SA_RESTART, and for some calls always, "
		"it is to be made again (signal(7))" },
	[XP_SHORT] = { "short",
		"the signal cuts a call short, and the program does not go on "
		"with the rest (read(2), write(2))" },
};

const char *xp_verdict_word(int verdict)
{
	return verdicts[verdict].word;
}

const char *xp_verdict_why(int verdict)
{
	return verdicts[verdict].why;
}

int xp_verdict_of(const char *word)
{
	int i;

	for (i = XP_CRASH; i < XP_VERDICTS; i++)
		if (strcmp(verdicts[i].word, word) == 0)
			return i;
	return -1;
}

static bool is_crash(int sig)
{
	return sig == SIGSEGV || sig == SIGBUS || sig == SIGABRT ||
	       sig == SIGILL || sig == SIGTRAP || sig == SIGFPE;
}

int xp_judge(const struct xp_outcome *base, const struct xp_outcome *o,
	     int sig)
{
	if (!o->delivered || o->second_missing)
		return XP_NOT_TRIED;
	if (o->sanitizer[0] && !base->sanitizer[0])
		return XP_SANITIZER;
	if (is_crash(o->dying_of) && o->dying_of != sig &&
	    o->dying_of != base->dying_of)
		return XP_CRASH;
	if (o->end == base->end)
		return o->zombies > base->zombies ? XP_ZOMBIE :
		       o->errno_seen ? XP_ERRNO_SEEN : XP_FINE;
	switch (o->end) {
	case XP_END_LOCKED:
		return XP_DEADLOCK;
	case XP_END_PAUSED:
		return XP_LOST_WAKEUP;
	case XP_END_INPUT:
		return base->end == XP_END_GONE ? XP_HANG : XP_FINE;
	case XP_END_TIMEOUT:
		return XP_TIMEOUT;
	case XP_END_LIMIT:
	case XP_END_MEMORY:
	case XP_END_FILES:
		return XP_EXPLODES;
	default:
		return XP_FINE;
	}
}

int xp_named(const struct xp_finding *f)
{
	const struct xp_outcome *o = &f->o;

	if (f->point.kind != XP_IN_CALL || o->call_result == XP_NO_RESULT)
		return f->verdict;
	switch (f->verdict) {
	case XP_STATUS:
	case XP_OUTPUT:
	case XP_HANG:
	case XP_TIMEOUT:
		return o->call_result == -EINTR ? XP_EINTR :
		       o->call_result >= 0 &&
		       o->call_result < f->point.result ? XP_SHORT : f->verdict;
	default:
		return f->verdict;
	}
}

bool xp_same_end(const struct xp_outcome *a, const struct xp_outcome *b)
{
	return a->end == b->end &&
	       (a->end != XP_END_GONE || a->status == b->status);
}

bool xp_same_output(const struct xp_outcome *a, const struct xp_outcome *b)
{
	return a->out_hash == b->out_hash && a->err_hash == b->err_hash;
}
