/* timer_create(2) while its signal is ignored: a periodic timer waits for the
 * disposition to change (6.13 and later) and tells its overrun then; one that
 * fires once is lost.  And what is pending of a timer that was disarmed, set
 * anew or deleted. */
#include "t.h"
struct kse { union { int i; void *p; } value; int signo, notify, tid, pad[11]; };
static struct ksi first, last;
static volatile int n;
static int timer_id, first_overrun;
static void h(int s, siginfo_t *si, void *uc)
{
	(void)s;
	(void)uc;
	memcpy(&last, si, sizeof last);
	if (!n) {
		first = last;
		first_overrun = (int)raw(SYS_timer_getoverrun, timer_id);
	}
	__atomic_add_fetch(&n, 1, __ATOMIC_SEQ_CST);
}
static int mk(int notify, int sig)
{
	struct kse e;
	int id = -1;
	memset(&e, 0, sizeof e);
	e.signo = sig;
	e.notify = notify;
	long r = raw(SYS_timer_create, CLOCK_MONOTONIC, &e, &id);
	return r ? (int)r : id;
}
static void arm(int id, long first, long every)
{
	struct itimerspec it = { { 0, every * 1000000 }, { 0, first * 1000000 } };
	raw(SYS_timer_settime, id, 0, &it, 0);
}
static long take(int sig, struct ksi *si)
{
	u64 m = BIT(sig);
	struct timespec z = { 0, 0 };
	return raw(SYS_rt_sigtimedwait, &m, si, &z, 8);
}
/* Of a 20 ms timer that has been left alone for 210 ms, or for longer on a
 * busy machine: since when, until when at most, and how often it has fired. */
static u64 since;
static u64 ms_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000 + (u64)t.tv_nsec / 1000000;
}
static u64 fired(void)
{
	return (ms_now() - since) / 20;
}
static int about10(int overrun)
{
	return overrun >= 8 && (u64)overrun <= fired();
}
int main(void)
{
	struct ksi si;
	int id = mk(0, SIGUSR1), once = mk(0, SIGUSR2);

	on3(SIGUSR1, (void *)SIG_IGN, 0, 0);
	on3(SIGUSR2, (void *)SIG_IGN, 0, 0);
	timer_id = id;
	since = ms_now();
	arm(id, 20, 20);
	arm(once, 20, 0);
	msleep(210);
	on3(SIGUSR2, h, SA_RESTART, 0);
	say("fired once, ignored, then caught: handlers %d\n", n);
	u64 before = fired();
	on3(SIGUSR1, h, SA_RESTART, 0);
	u64 at_once = (u64)n;
	int one = at_once && at_once <= 1 + fired() - before;
	say("periodic, ignored, then caught: at once one: %d, overrun about 10: %d, timer_getoverrun the same: %d\n", one, about10(first.timer.overrun), first_overrun == first.timer.overrun);
	wait_for((int *)&n, 3);
	say("it goes on, overrun %d\n", last.timer.overrun > 1);

	kmask(SIG_BLOCK, BIT(SIGUSR1));
	since = ms_now();
	arm(id, 20, 20);
	msleep(70);
	say("blocked: pending %s\n", set(kpending()));
	on3(SIGUSR1, (void *)SIG_IGN, 0, 0);
	say("now ignored: pending %s\n", set(kpending()));
	msleep(140);
	say("later: pending %s\n", set(kpending()));
	on3(SIGUSR1, h, SA_RESTART, 0);
	say("caught again: pending %s\n", set(kpending()));
	long r = take(SIGUSR1, &si);
	say("accepted %s, overrun about 10: %d\n", sn((int)r), about10(si.timer.overrun));

	arm(id, 5, 0);
	msleep(30);
	arm(id, 0, 0);
	say("pending and disarmed: pending %s\n", set(kpending()));
	raw(SYS_kill, getpid(), SIGUSR1);
	say("a kill coalesces with it: accepted %s\n", ec(take(SIGUSR1, &si)));
	say("then: pending %s\n", set(kpending()));
	arm(id, 5, 0);
	msleep(30);
	arm(id, 5, 0);
	msleep(30);
	r = take(SIGUSR1, &si);
	say("set anew and fired again: accepted %s, ", sn((int)r));
	say("and again: %s\n", ec(take(SIGUSR1, &si)));
	arm(id, 5, 0);
	msleep(30);
	raw(SYS_timer_delete, id);
	say("pending and deleted: pending %s\n", set(kpending()));
	n = 0;
	kmask(SIG_UNBLOCK, BIT(SIGUSR1));
	say("unblocked: handlers %d, pending %s\n", n, set(kpending()));

	/* Ignored, parked, then disarmed: nothing comes back. */
	id = mk(0, SIGUSR1);
	on3(SIGUSR1, (void *)SIG_IGN, 0, 0);
	arm(id, 5, 5);
	msleep(50);
	arm(id, 0, 0);
	on3(SIGUSR1, h, SA_RESTART, 0);
	msleep(20);
	say("parked, disarmed, caught: handlers %d\n", n);

	/* Ignored by default: a handler does not bring it back. */
	id = mk(0, SIGURG);
	arm(id, 5, 5);
	msleep(50);
	n = 0;
	on3(SIGURG, h, SA_RESTART, 0);
	msleep(50);
	say("ignored by default, then caught: handlers %d\n", n);
	arm(id, 5, 5);
	wait_for((int *)&n, 2);
	say("set anew: handlers > 1\n");
	raw(SYS_timer_delete, id);
	return 0;
}
