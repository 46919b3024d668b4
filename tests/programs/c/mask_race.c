/* The reason for ppoll, pselect, epoll_pwait and sigsuspend: a signal sent
 * between the check and the wait is not lost.  A child sends 200 signals, each
 * after the one before was seen; no wait may sleep for ever. */
#include "t.h"
#include <sys/epoll.h>
#include <sys/select.h>
static volatile int *sh, how;
static volatile sig_atomic_t got;
static void h(int s) { (void)s; got = 1; }
int main(void)
{
	static const char *const n[] = { "ppoll", "pselect6", "epoll_pwait", "sigsuspend", "epoll_pwait2" };
	sh = shared(4096);
	on(SIGUSR1, h, SA_RESTART);
	kmask(SIG_BLOCK, BIT(SIGUSR1));
	int e = epoll_create1(0);
	for (how = 0; how < 5; how++) {
		pid_t me = getpid(), p;
		sh[0] = 0;
		p = fork();
		if (!p) {
			for (int i = 0; i < 200; i++) {
				while (sh[0] < i)
					sched_yield();
				kill(me, SIGUSR1);
			}
			_exit(0);
		}
		int eintr = 0;
		for (int i = 0; i < 200; i++) {
			u64 m = 0;
			struct { void *p; size_t l; } six = { &m, 8 };
			struct epoll_event ev;
			got = 0;
			while (!got) {
				long r;
				switch (how) {
				case 0: r = raw(SYS_ppoll, 0, 0, 0, &m, 8); break;
				case 1: r = raw(SYS_pselect6, 0, 0, 0, 0, 0, &six); break;
				case 2: r = raw(SYS_epoll_pwait, e, &ev, 1, -1, &m, 8); break;
				case 3: r = raw(SYS_rt_sigsuspend, &m, 8); break;
				default: r = raw(441, e, &ev, 1, 0, &m, 8); break;
				}
				eintr += r == -EINTR;
				if (kgetmask() != BIT(SIGUSR1))
					say("mask %s\n", set(kgetmask()));
			}
			__atomic_store_n(&sh[0], i + 1, __ATOMIC_SEQ_CST);
		}
		waitpid(p, 0, 0);
		say("%s: EINTR %d times\n", n[how], eintr);
	}
}
