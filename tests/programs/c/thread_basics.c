/* pthread_sigmask is inherited by new threads, pending signals are not; raise
 * goes to the calling thread; alternate stacks are per thread; pthread_cancel
 * and pthread_exit of main; setuid-like broadcast is libc's own. */
#include "t.h"
static volatile int where;
static void h(int s) { (void)s; where = gettid_(); }
static void *a1(void *a)
{
	struct kstack s;
	(void)a;
	raw(SYS_sigaltstack, 0, &s);
	say("new thread: mask %s pending %s altstack flags %d\n", set(kgetmask()), set(kpending()), s.flags);
	raise(SIGUSR1);
	say("raise in the thread ran here: %d\n", where == gettid_());
	pthread_kill(pthread_self(), SIGUSR1);
	kmask(SIG_SETMASK, BIT(SIGUSR2));
	return 0;
}
static void clean(void *a) { say("cleanup %s\n", (char *)a); }
static volatile int up;
static void *a2(void *a)
{
	pthread_cleanup_push(clean, a);
	up = 1;
	for (;;)
		pause();
	pthread_cleanup_pop(0);
	return 0;
}
static void *a3(void *a)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, 0);
	pthread_cleanup_push(clean, a);
	up = 1;
	for (;;)
		__asm__ volatile("");
	pthread_cleanup_pop(0);
	return 0;
}
static void *a4(void *a)
{
	(void)a;
	msleep(20);
	kill(getpid(), SIGUSR1);
	say("signal with the main thread gone: here %d\n", where == gettid_());
	exit(5);
}
int main(void)
{
	pthread_t t;
	void *r;
	char *p = pages(65536, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)p, 0, 0, 65536 };
	raw(SYS_sigaltstack, &s, 0);
	on(SIGUSR1, h, SA_RESTART);
	kmask(SIG_BLOCK, BIT(SIGHUP) | BIT(RT(9)));
	raw(SYS_tgkill, getpid(), gettid_(), RT(9));
	pthread_create(&t, 0, a1, 0);
	pthread_join(t, 0);
	say("mask here %s\n", set(kgetmask()));
	for (int i = 0; i < 2; i++) {
		up = 0;
		pthread_create(&t, 0, i ? a3 : a2, i ? "asynchronous" : "deferred");
		while (!up)
			msleep(1);
		msleep(5);
		pthread_cancel(t);
		pthread_join(t, &r);
		say("cancelled %d\n", r == PTHREAD_CANCELED);
	}
	pthread_create(&t, 0, a4, 0);
	pthread_exit(0);
}
