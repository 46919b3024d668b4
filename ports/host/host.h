/* SPDX-License-Identifier: MIT */
/*
 * ports/host: unmodified Linux programs on libksig's signals, by ptrace(2)
 * and seccomp(2). This is what a command needs of it.
 */
#ifndef KSIG_HOST_H
#define KSIG_HOST_H

#include <stddef.h>
#include <stdint.h>
#include <ksig/trace.h>

/* Exit statuses of ksig's own failures, as env(1) and timeout(1) have them. */
#define KSIG_HOST_FAILED	125
#define KSIG_HOST_REFUSED	126
#define KSIG_HOST_NOT_FOUND	127

struct ksig_host_options {
	char **argv;	/* CMD and its arguments; argv[0] is sought in PATH */

	/* Every event, or NULL: nobody looks. */
	void (*trace)(void *arg, const struct ksig_event *ev);
	/*
	 * What was traced so far must be out when this returns: the invoker
	 * may see the first guest's end right after. last: every guest has
	 * gone, nothing follows.
	 */
	void (*flush)(void *arg, bool last);
	/* Called once in the runner before the first event. */
	void (*started)(void *arg, int pid, uint64_t now_ns);
	void *arg;
};

/*
 * The calling process becomes CMD: same pid, so its exit status, its stops
 * and its death are seen by whoever waits, as without ksig. A detached
 * process of the same image runs the guests, calls trace and flush, and keeps
 * of our descriptors only those that are close-on-exec. Does not return on
 * success; otherwise says why in one line on stderr and returns one of the
 * statuses above.
 */
int ksig_host_run(const struct ksig_host_options *o);

/* For rendering, within trace(). */
const char *ksig_host_comm(int pid, char *buf, size_t n); /* program's name */
int ksig_host_mem_read(int pid, void *dst, uint64_t addr, size_t n); /* 0, -1 */
const char *ksig_host_syscall_name(int64_t nr);		/* "read" */

#endif /* KSIG_HOST_H */
