/* timer_create(2): SIGEV_SIGNAL with value, id and overrun; SIGEV_NONE;
 * SIGEV_THREAD_ID goes to that thread; one entry per timer while blocked. */
#include "t.h"
struct kse { union { int i; void *p; } value; int signo, notify, tid, pad[11]; };
static struct ksi last;
static volatile int n, tid;
static void h(int s, siginfo_t *si, void *uc) { (void)s; (void)uc; memcpy(&last, si, sizeof last); tid = gettid_(); __atomic_add_fetch(&n, 1, __ATOMIC_SEQ_CST); }
static int mk(int notify, int sig, int val, int t)
{
	struct kse e;
	int id = -1;
	memset(&e, 0, sizeof e);
	e.value.i = val;
	e.signo = sig;
	e.notify = notify;
	e.tid = t;
	long r = raw(SYS_timer_create, CLOCK_MONOTONIC, &e, &id);
	return r ? (int)r : id;
}
static void arm(int id, long first, long every)
{
	struct itimerspec it = { { 0, every * 1000000 }, { 0, first * 1000000 } };
	raw(SYS_timer_settime, id, 0, &it, 0);
}
static volatile int thr_tid, go;
static void *thr(void *a)
{
	(void)a;
	thr_tid = gettid_();
	while (!go)
		msleep(1);
	return 0;
}
int main(void)
{
	on3(RT(6), h, SA_RESTART, 0);
	on3(SIGUSR1, h, SA_RESTART, 0);
	int id = mk(0, RT(6), 77, 0);
	arm(id, 10, 0);
	wait_for((int *)&n, 1);
	say("%s %s value %d overrun %d id right %d\n", sn(last.signo), cn(last.signo, last.code), last.timer.value.i, last.timer.overrun, last.timer.tid == id);
	/* blocked for a while: one entry, overrun counts */
	n = 0;
	kmask(SIG_BLOCK, BIT(RT(6)));
	arm(id, 5, 5);
	msleep(60);
	say("pending %s\n", set(kpending()));
	arm(id, 0, 0);	/* disarming drops the pending one on 6.13 and later */
	struct ksi si;
	u64 m = BIT(RT(6));
	struct timespec z = { 0, 0 };
	long r = raw(SYS_rt_sigtimedwait, &m, &si, &z, 8);
	say("disarmed: %s\n", ec(r));
	arm(id, 5, 5);
	msleep(60);
	r = raw(SYS_rt_sigtimedwait, &m, &si, &z, 8);
	say("accepted %s, overrun > 0 %d, value %d\n", sn((int)r), si.timer.overrun > 0, si.timer.value.i);
	say("timer_getoverrun the same: %d\n", raw(SYS_timer_getoverrun, id) == si.timer.overrun);
	arm(id, 0, 0);
	raw(SYS_rt_sigtimedwait, &m, &si, &z, 8);
	kmask(SIG_UNBLOCK, BIT(RT(6)));
	say("delete %s", ec(raw(SYS_timer_delete, id)));
	say(", again %s\n", ec(raw(SYS_timer_delete, id)));
	/* two timers, one standard signal: each has its own entry? */
	int a = mk(0, SIGUSR1, 1, 0), b = mk(0, SIGUSR1, 2, 0);
	n = 0;
	kmask(SIG_BLOCK, BIT(SIGUSR1));
	arm(a, 5, 0);
	msleep(20);
	arm(b, 5, 0);
	msleep(30);
	kmask(SIG_UNBLOCK, BIT(SIGUSR1));
	say("two timers on one standard signal: delivered %d, value %d\n", n, last.timer.value.i);
	/* none */
	int c = mk(1, 0, 0, 0);
	arm(c, 5, 0);
	msleep(20);
	struct itimerspec it;
	raw(SYS_timer_gettime, c, &it);
	say("SIGEV_NONE: rest %d\n", (int)(it.it_value.tv_sec + it.it_value.tv_nsec));
	/* a thread */
	pthread_t t;
	pthread_create(&t, 0, thr, 0);
	while (!thr_tid)
		msleep(1);
	int d = mk(4, SIGUSR1, 5, thr_tid);
	n = 0;
	arm(d, 5, 0);
	wait_for((int *)&n, 1);
	say("SIGEV_THREAD_ID: in that thread %d, value %d\n", tid == thr_tid, last.timer.value.i);
	go = 1;
	pthread_join(t, 0);
	say("errors: notify 9 %s, signal 65 %s, foreign thread %s, bad id %s\n", ec(mk(9, SIGUSR1, 0, 0)), ec(mk(0, 65, 0, 0)), ec(mk(4, SIGUSR1, 0, 1)), ec(raw(SYS_timer_getoverrun, 4711)));
	/* no sigevent: SIGALRM with the id as value */
	int e = -1;
	on3(SIGALRM, h, SA_RESTART, 0);
	raw(SYS_timer_create, CLOCK_MONOTONIC, 0, &e);
	n = 0;
	arm(e, 5, 0);
	wait_for((int *)&n, 1);
	say("default: %s, value is the id %d\n", sn(last.signo), last.timer.value.i == e);
	/* ignored while it fires, caught afterwards */
	on(SIGALRM, SIG_IGN, 0);
	n = 0;
	arm(e, 5, 5);
	msleep(40);
	on3(SIGALRM, h, SA_RESTART, 0);
	wait_for((int *)&n, 1);
	say("periodic, ignored for a while: comes back\n");
	arm(e, 0, 0);
}
