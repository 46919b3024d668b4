/* epoll_wait, epoll_pwait, epoll_pwait2: EINTR after a handler always; what is
 * ignored or blocked must not interrupt (this kernel call returns plain EINTR,
 * so a runner that lets the host see such a signal is found out here). */
#include "intr.h"
#include <sys/epoll.h>
#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 441
#endif
static int p[2], e, how;
static void setup(void)
{
	OK(pipe(p));
	e = epoll_create1(0);
	struct epoll_event ev = { .events = EPOLLIN };
	OK(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &ev));
}
static long call(void)
{
	struct epoll_event ev;
	struct timespec ts = { 100, 0 };
	u64 m = kgetmask();
	switch (how) {
	case 0: return raw(SYS_epoll_wait, e, &ev, 1, -1);
	case 1: return raw(SYS_epoll_wait, e, &ev, 1, 100000);
	case 2: return raw(SYS_epoll_pwait, e, &ev, 1, -1, &m, 8);
	case 3: return raw(SYS_epoll_pwait, e, &ev, 1, 100000, 0, 8);
	case 4: return raw(SYS_epoll_pwait2, e, &ev, 1, 0, &m, 8);
	default: return raw(SYS_epoll_pwait2, e, &ev, 1, &ts, &m, 8);
	}
}
static void wake(void) { write(p[1], "x", 1); }
int main(void)
{
	static const char *const n[] = { "epoll_wait", "epoll_wait 100 s", "epoll_pwait", "epoll_pwait 100 s", "epoll_pwait2", "epoll_pwait2 100 s" };
	for (how = 0; how < 6; how++)
		intr(&(struct op){ n[how], setup, call, wake, 0 });
}
