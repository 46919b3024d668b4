/* sigtimedwait(2): zero timeout, a timeout that runs out, a pending signal, one
 * outside the set gives EINTR, a blocked and ignored signal can be waited for,
 * it wins over a handler, and the info is the sender's. */
#include "t.h"
static volatile int hits;
static void h(int s) { hits++; say("handler %s\n", sn(s)); }
static long w(u64 m, struct ksi *si, long ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };
	memset(si, 0x5a, sizeof *si);
	return raw(SYS_rt_sigtimedwait, &m, si, ms < 0 ? 0 : &ts, 8);
}
static pid_t later(int sig)
{
	pid_t me = getpid(), p = fork();
	if (!p) {
		wait_asleep(me);
		kill(me, sig);
		_exit(0);
	}
	return p;
}
static void show(const char *t, long r, struct ksi *si)
{
	if (r > 0)
		say("%s: %s %s errno %d\n", t, sn((int)r), cn(si->signo, si->code), si->err);
	else
		say("%s: %s\n", t, ec(r));
}
int main(void)
{
	struct ksi si;
	pid_t p;
	u64 set1 = BIT(SIGUSR1) | BIT(RT(0)) | BIT(RT(1)) | BIT(SIGWINCH);
	on(SIGUSR1, h, 0);
	on(SIGUSR2, h, 0);
	kmask(SIG_BLOCK, set1);
	show("zero", w(set1, &si, 0), &si);
	u64 t0 = now_ns();
	long r = w(set1, &si, 50);
	u64 t1 = now_ns() - t0;
	show("50 ms", r, &si);
	say("slept: %d\n", t1 >= 50000000 && t1 < 5000000000);
	kill(getpid(), RT(1));
	sigqueue(getpid(), RT(0), (union sigval){ .sival_int = 17 });
	kill(getpid(), SIGUSR1);
	for (int i = 0; i < 4; i++) {
		r = w(set1, &si, 0);
		show("queued", r, &si);
		if (r == RT(0))
			say("value %d\n", si.rt.value.i);
	}
	p = later(SIGUSR1);
	r = w(set1, &si, -1);
	show("woken", r, &si);
	say("sender is the child: %d\n", si.rt.pid == p);
	waitpid(p, 0, 0);
	p = later(SIGUSR2);
	show("another, caught", w(set1, &si, 10000), &si);
	waitpid(p, 0, 0);
	p = later(SIGUSR2);
	show("another, caught, no timeout", w(set1, &si, -1), &si);
	waitpid(p, 0, 0);
	on(SIGUSR2, h, SA_RESTART);
	p = later(SIGUSR2);
	show("another, caught with SA_RESTART", w(set1, &si, 10000), &si);
	waitpid(p, 0, 0);
	on(SIGUSR1, SIG_IGN, 0);
	p = later(SIGUSR1);
	show("blocked and ignored", w(set1, &si, -1), &si);
	waitpid(p, 0, 0);
	p = later(SIGWINCH);
	show("blocked and default-ignored", w(set1, &si, -1), &si);
	waitpid(p, 0, 0);
	/* not blocked: the wait takes it before the handler */
	on(SIGUSR1, h, 0);
	kmask(SIG_UNBLOCK, set1);
	p = later(SIGUSR1);
	show("not blocked, caught", w(set1, &si, -1), &si);
	waitpid(p, 0, 0);
	say("hits %d, mask %s\n", hits, set(kgetmask()));
	struct timespec bad = { 0, 1000000000 }, neg = { -1, 0 };
	say("bad nsec %s, negative %s\n", ec(raw(SYS_rt_sigtimedwait, &set1, 0, &bad, 8)), ec(raw(SYS_rt_sigtimedwait, &set1, 0, &neg, 8)));
	u64 none = 0, ks = BIT(SIGKILL) | BIT(SIGSTOP);
	struct timespec z = { 0, 0 };
	say("empty set %s, KILL+STOP %s\n", ec(raw(SYS_rt_sigtimedwait, &none, 0, &z, 8)), ec(raw(SYS_rt_sigtimedwait, &ks, 0, &z, 8)));
}
