/* Timers that are faster than their signals can be taken: a handler still
 * comes to its end, and what expired meanwhile is counted, whichever call
 * takes the signal. */
#include "t.h"
struct kse { union { int i; void *p; } value; int signo, notify, tid, pad[11]; };
static volatile int n, over, id;
static volatile int alarms;
static void arm(long ns)
{
	struct itimerspec it = { { 0, ns }, { 0, ns } };
	raw(SYS_timer_settime, id, 0, &it, 0);
}
/* The handlers disarm: with 1 us nothing else may ever get to run. */
static void h(int s)
{
	(void)s;
	over += (int)raw(SYS_timer_getoverrun, id);
	if (++n == 500)
		arm(0);
}
static void ha(int s)
{
	struct itimerval off = { { 0, 0 }, { 0, 0 } };
	(void)s;
	if (++alarms == 500)
		setitimer(ITIMER_REAL, &off, 0);
}
int main(void)
{
	struct kse e = { .signo = RT(3) };
	u64 m = BIT(RT(3)), none = 0;
	OK(raw(SYS_timer_create, CLOCK_MONOTONIC, &e, &id));
	on(RT(3), h, 0);
	arm(1000);
	while (n < 500)
		msleep(1);
	say("1 us: 500 handlers, some overruns %d\n", over > 0);
	static const char *const how[] = { "sigprocmask", "sigsuspend", "sigtimedwait" };
	for (int k = 0; k < 3; k++) {
		struct timespec began, ended;
again:
		kmask(0, m);
		clock_gettime(CLOCK_MONOTONIC, &began);
		n = over = 0;
		arm(10000000);
		msleep(105);
		struct ksi si;
		struct timespec now = { 0, 0 };
		long r = 0;
		if (k == 0)
			kmask(1, m);
		else if (k == 1)
			r = raw(SYS_rt_sigsuspend, &none, 8);
		else
			r = raw(SYS_rt_sigtimedwait, &m, &si, &now, 8);
		if (k == 2)
			over = (int)raw(SYS_timer_getoverrun, id);
		arm(0);
		clock_gettime(CLOCK_MONOTONIC, &ended);
		if ((ended.tv_sec - began.tv_sec) * 1000000000L +
		    ended.tv_nsec - began.tv_nsec >= 110000000) {
			/* Late: it has expired once more. */
			raw(SYS_rt_sigtimedwait, &m, 0, &now, 8);
			kmask(1, m);
			goto again;
		}
		say("%s: %ld, %d handlers, at least 9 overruns %d\n", how[k], r, n, over >= 9);
		raw(SYS_rt_sigtimedwait, &m, 0, &now, 8);
		kmask(1, m);
	}
	struct itimerval it = { { 0, 1 }, { 0, 1 } };
	on(SIGALRM, ha, 0);
	setitimer(ITIMER_REAL, &it, 0);
	while (alarms < 500)
		msleep(1);
	say("itimer of 1 us: 500 handlers\n");
}
