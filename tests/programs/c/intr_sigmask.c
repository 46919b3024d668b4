/* SPDX-License-Identifier: MIT */
/* Calls with a mask argument, and a signal that comes meanwhile: blocked by
 * the mask, let through by it, or blocked neither before nor by it; from a
 * timer and from another process. signal(7), epoll_wait(2), ppoll(2). */
#include <sys/epoll.h>
#include <sys/select.h>
#include "t.h"
/* A call that the signal ends has time enough for it on a busy machine. */
enum { TIMEOUT_MS = 250, LONG_MS = 10000, AT_MS = 60 };
static volatile int handled;
static volatile u64 within;
static int ef, pfd;
static void take(int s, siginfo_t *i, void *u)
{
	(void)i;
	(void)u;
	handled += s == SIGALRM;
	within = kgetmask();
}
static long call(int which, u64 *mask, int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };
	struct { u64 *p; u64 n; } m = { mask, 8 };
	struct pollfd p = { pfd, POLLIN, 0 };
	struct epoll_event e;
	fd_set r;

	switch (which) {
	case 0:
		return raw(SYS_ppoll, &p, 1, &ts, mask, 8);
	case 1:
		FD_ZERO(&r);
		FD_SET(pfd, &r);
		return raw(SYS_pselect6, pfd + 1, &r, 0, 0, &ts, &m);
	case 2:
		return raw(SYS_epoll_pwait, ef, &e, 1, ms, mask, 8);
	default:
		return raw(441 /* epoll_pwait2 */, ef, &e, 1, &ts, mask, 8);
	}
}
int main(void)
{
	static const char *const calls[] = { "ppoll", "pselect6", "epoll_pwait", "epoll_pwait2" };
	static const char *const kinds[] = { "not blocked", "let through", "blocked by it", "ignored", "SA_RESTART" };
	int p[2];

	OK(pipe(p));
	pfd = p[0];
	ef = epoll_create1(0);
	struct epoll_event ev = { .events = EPOLLIN };
	OK(epoll_ctl(ef, EPOLL_CTL_ADD, pfd, &ev));
	for (int c = 0; c < 4; c++)
		for (int k = 0; k < 5; k++)
			for (int killed = 0; killed < 2; killed++) {
				u64 mask = BIT(SIGHUP) | (k == 2 ? BIT(SIGALRM) : 0);
				struct itimerval it = { { 0, 0 }, { 0, AT_MS * 1000 } }, off = { { 0, 0 }, { 0, 0 } };
				pid_t me = getpid(), killer = 0;

				ksigaction(SIGALRM, k == 3 ? (void *)SIG_IGN : (void *)take, SA_SIGINFO | (k == 4 ? SA_RESTART : 0), 0);
				kmask(SIG_SETMASK, k == 1 ? BIT(SIGALRM) : 0);
				handled = 0;
				within = 0;
				if (!killed)
					OK(setitimer(ITIMER_REAL, &it, 0));
				else if ((killer = fork()) == 0) {
					msleep(AT_MS);
					kill(me, SIGALRM);
					_exit(0);
				}
				int ms = k == 2 || k == 3 ? TIMEOUT_MS : LONG_MS;
				u64 t = now_ns();
				long r = call(c, &mask, ms);
				t = (now_ns() - t) / 1000000;
				if (killed)
					waitpid(killer, 0, 0);
				say("%s, %s, %s: %s %s, handled %d under %s; mask %s\n", calls[c], kinds[k],
				    killed ? "killed" : "timer", ec(r), t < (u64)ms - 5 ? "early" : "in time", handled,
				    set(within & ~BIT(SIGALRM)), set(kgetmask()));
				setitimer(ITIMER_REAL, &off, 0);
				kmask(SIG_SETMASK, 0);
			}
}
