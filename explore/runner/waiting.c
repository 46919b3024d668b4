/* SPDX-License-Identifier: MIT */
/*
 * Is a guest that does nothing waiting, and for what? Asked of /proc: the call
 * that each thread sleeps in, and whether a time-out is to end it.
 *
 * A lock that only the sleepers themselves can release is a deadlock; waiting
 * for a signal, or for something from outside, may be what the program is for.
 */
#include "explore/explore.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "ports/host/host.h"

#define FUTEX_CMD	127	/* FUTEX_CMD_MASK's, without its flags */

struct look {
	int end;
	bool busy;
	int tid;
	int64_t nr;
};

/* A file of /proc of a thread, as a text; false: it has gone. */
static bool read_task(int pid, int tid, const char *name, char *buf,
		      size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, tid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, buf, size - 1);
	close(fd);
	buf[n > 0 ? n : 0] = '\0';
	return true;
}

static bool is_asleep(int pid, int tid)
{
	char buf[512], *p;

	if (!read_task(pid, tid, "stat", buf, sizeof(buf)))
		return false;
	p = strrchr(buf, ')');
	return p && (p[2] == 'S' || p[2] == 'Z');
}

/* The call that it sleeps in and its arguments; false: it is in none. */
static bool call_of(int pid, int tid, int64_t *nr, uint64_t a[6])
{
	char buf[256];
	unsigned long long v[6];
	long long call;
	int i;

	if (!read_task(pid, tid, "syscall", buf, sizeof(buf)) ||
	    sscanf(buf, "%lld %llx %llx %llx %llx %llx %llx", &call, &v[0],
		   &v[1], &v[2], &v[3], &v[4], &v[5]) != 7)
		return false;
	*nr = call;
	for (i = 0; i < 6; i++)
		a[i] = v[i];
	return true;
}

/* enum xp_end of a sleep in call nr; XP_END_NONE: something will end it. */
static int kind_of(int64_t nr, const uint64_t a[6])
{
	switch (nr) {
	case SYS_futex:
		/* Those that wait have their time-out in the same place. */
		return a[3] ? XP_END_NONE : XP_END_LOCKED;
	case SYS_pause:
	case SYS_rt_sigsuspend:
		return XP_END_PAUSED;
	case SYS_rt_sigtimedwait:
		return a[2] ? XP_END_NONE : XP_END_PAUSED;
	case SYS_poll:
		return (int)a[2] < 0 ? XP_END_INPUT : XP_END_NONE;
	case SYS_ppoll:
		return a[2] ? XP_END_NONE : XP_END_INPUT;
	case SYS_select:
	case SYS_pselect6:
		return a[4] ? XP_END_NONE : XP_END_INPUT;
	case SYS_epoll_wait:
	case SYS_epoll_pwait:
		return (int)a[3] < 0 ? XP_END_INPUT : XP_END_NONE;
	case SYS_read:
	case SYS_readv:
	case SYS_write:
	case SYS_writev:
	case SYS_recvfrom:
	case SYS_recvmsg:
	case SYS_sendto:
	case SYS_sendmsg:
	case SYS_accept:
	case SYS_accept4:
	case SYS_connect:
	case SYS_open:
	case SYS_openat:
	case SYS_wait4:
	case SYS_waitid:
	case SYS_flock:
	case SYS_fcntl:
	case SYS_msgrcv:
	case SYS_semop:
		return XP_END_INPUT;
	default:
		return XP_END_NONE;
	}
}

static void look(void *arg, const struct ksig_host_state *s)
{
	struct look *l = arg;
	uint64_t a[6] = { 0 };
	int64_t nr = -1;
	int kind;

	if (l->busy || s->is_held)
		return;
	if (s->is_stopped || !is_asleep(s->pid, s->tid)) {
		l->busy = true;
		return;
	}
	if (s->waits_in >= 0) {
		/* In the host's pause(2), in place of its own call. */
		nr = s->waits_in;
		kind = s->waits_timed ? XP_END_NONE :
		       nr == SYS_read ? XP_END_INPUT : XP_END_PAUSED;
	} else {
		kind = call_of(s->pid, s->tid, &nr, a) ? kind_of(nr, a) :
		       XP_END_NONE;
	}
	if (kind == XP_END_NONE) {
		l->busy = true;
	} else if (kind > l->end) {	/* the worst is what is told */
		l->end = kind;
		l->tid = s->tid;
		l->nr = nr;
	}
}

int xp_waiting(int *tid, int64_t *nr)
{
	struct look l = { .end = XP_END_NONE, .nr = -1 };

	_Static_assert(XP_END_INPUT < XP_END_PAUSED &&
		       XP_END_PAUSED < XP_END_LOCKED, "the order of look()");
	ksig_host_each(look, &l);
	*tid = l.tid;
	*nr = l.nr;
	return l.busy ? XP_END_NONE : l.end;
}
