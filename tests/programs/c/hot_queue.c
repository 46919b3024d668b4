/* Signals of a process for itself, many of them: queued, accepted, read by
 * sigpending, unblocked, given to a handler, by every call there is; with
 * pointers that are bad, and a child that sends some in between. */
#include "t.h"
enum { ROUNDS = 60 };
static volatile int handled, last;
static int wrong;
static void h3_(int s, siginfo_t *i, void *u)
{
	(void)u;
	if (i->si_signo != s)
		wrong++;
	handled++;
	last = i->si_code;
}
static void queue(int sig, int v)
{
	union sigval x = { .sival_int = v };
	if (sigqueue(getpid(), sig, x))
		wrong++;
}
static int take(u64 m, siginfo_t *i)
{
	struct timespec z = { 0, 0 };
	sigset_t s;
	sigemptyset(&s);
	for (int k = 1; k < 65; k++)
		if (m & BIT(k) && (k < 32 || k > 34))
			sigaddset(&s, k);
	return sigtimedwait(&s, i, &z);
}
static u64 pend(void)
{
	sigset_t s;
	u64 m = 0;
	sigpending(&s);
	memcpy(&m, &s, 8);
	return m;
}
/* more than any queue has room for, and a payload that counts */
static void fifo(void)
{
	siginfo_t i;
	for (int r = 0; r < ROUNDS; r++) {
		int n = r * 3 % 150 + 1;
		for (int k = 0; k < n; k++)
			queue(RT(1), k);
		wrong += pend() != BIT(RT(1));
		for (int k = 0; k < n; k++)
			wrong += take(BIT(RT(1)), &i) != RT(1) || i.si_value.sival_int != k || i.si_code != SI_QUEUE ||
				 i.si_pid != getpid() || i.si_uid != getuid();
		wrong += take(~0ull, &i) != -1 || errno != EAGAIN || pend();
	}
	say("fifo: %d wrong\n", wrong);
}
/* two signals, private and shared: order and coalescing */
static void order(void)
{
	siginfo_t i;
	char b[128] = "";
	for (int r = 0; r < ROUNDS; r++) {
		int n = 0;
		kill(getpid(), SIGUSR1);
		kill(getpid(), SIGUSR1);
		if (r & 1) {
			queue(RT(2), 1);
			queue(RT(0), 2);
			syscall(SYS_tgkill, getpid(), gettid_(), SIGUSR2);
			syscall(SYS_tgkill, getpid(), gettid_(), SIGUSR2);
			queue(RT(2), 3);
		}
		for (int s; (s = take(~0ull, &i)) > 0; )
			n += snprintf(b + n, sizeof b - (size_t)n, "%d/%d ", s, i.si_code);
		if (r < 2 || r > ROUNDS - 3)
			say("order: %s\n", b);
	}
}
static void unblock(void)
{
	sigset_t s, e, old;
	sigemptyset(&s);
	sigemptyset(&e);
	sigaddset(&s, SIGUSR1);
	sigaddset(&s, RT(0));
	for (int r = 0; r < ROUNDS; r++) {
		kill(getpid(), SIGUSR1);
		sigprocmask(SIG_UNBLOCK, &s, &old);
		wrong += last != SI_USER || sigismember(&old, SIGUSR1) != 1;
		sigprocmask(SIG_SETMASK, &old, 0);
		queue(RT(0), r);
		queue(RT(0), r);
		sigsuspend(&e);
		wrong += last != SI_QUEUE || pend() != BIT(RT(0)); /* the other */
		syscall(SYS_tgkill, getpid(), gettid_(), SIGUSR1);
		wrong += last == SI_TKILL;
		sigprocmask(SIG_UNBLOCK, &s, &old);
		wrong += last != SI_TKILL;
		sigprocmask(SIG_SETMASK, &old, 0);
	}
	say("unblock: %d handled, %d wrong\n", handled, wrong);
}
static void dispositions(void)
{
	struct sigaction a, o, q;
	int flushed = 0, st;
	siginfo_t i;
	memset(&a, 0, sizeof a);
	for (int r = 0; r < ROUNDS; r++) {
		a.sa_handler = r & 1 ? SIG_IGN : SIG_DFL;
		a.sa_flags = r & 1 ? SA_NODEFER : SA_RESTART | 0x02000000;
		sigfillset(&a.sa_mask);
		sigaction(SIGHUP, &a, &o);
		sigaction(SIGHUP, 0, &q);
		wrong += q.sa_handler != a.sa_handler || sigismember(&q.sa_mask, SIGKILL) ||
			 !sigismember(&q.sa_mask, SIGINT) || (q.sa_flags & 0x02000000);
		kill(getpid(), SIGHUP);
		flushed += !(pend() & BIT(SIGHUP));
		/* setting "ignore" takes it out, blocked or not */
		a.sa_handler = SIG_IGN;
		sigaction(SIGHUP, &a, 0);
		flushed += !(pend() & BIT(SIGHUP));
		sigaction(SIGHUP, &q, 0);
		if (!(r & 7)) {	/* a child inherits it, and nothing pending */
			kill(getpid(), SIGUSR1);
			pid_t p = fork();
			if (!p) {
				sigaction(SIGHUP, 0, &o);
				_exit(!!pend() * 2 + (o.sa_handler != q.sa_handler));
			}
			waitpid(p, &st, 0);
			wrong += st != 0;
			wrong += take(BIT(SIGUSR1), &i) != SIGUSR1;
		}
	}
	while (take(~0ull, &i) > 0)
		;
	say("dispositions: %d flushed, %d wrong\n", flushed, wrong);
}
static const char *err(long r) { return ec(r < 0 ? -errno : 0); }
static void bad_pointers(void)
{
	void *ro = pages(4096, PROT_READ);
	union sigval v = { .sival_int = 1 };
	siginfo_t i;
	char r[7][24];
	for (int k = 0; k < ROUNDS; k++) {
		u64 m = BIT(RT(0));
		struct timespec z = { 0, 0 }, b = { 0, 2000000000 };
		struct ksa a = { (void *)h3_, SA_SIGINFO | SA_RESTORER_, t_restorer, 0 };
		struct ksa x = { SIG_IGN, 0, 0, 0 };
		sigqueue(getpid(), RT(0), v);
		strcpy(r[0], err(syscall(SYS_rt_sigtimedwait, 8, &i, &z, 8)));
		strcpy(r[1], err(syscall(SYS_rt_sigtimedwait, &m, &i, &b, 8)));
		/* the signal is lost with its siginfo */
		strcpy(r[2], err(syscall(SYS_rt_sigtimedwait, &m, ro, &z, 8)));
		strcpy(r[3], err(syscall(SYS_rt_sigtimedwait, &m, &i, &z, 8)));
		strcpy(r[4], err(syscall(SYS_rt_sigqueueinfo, getpid(), RT(0), 8)));
		strcpy(r[5], err(syscall(SYS_rt_sigpending, ro, 8)));
		strcpy(r[6], err(syscall(SYS_rt_sigaction, RT(5), k & 1 ? (void *)8 : &a, k & 1 ? 0 : ro, 8)));
		/* in and out in one place; the error came after the change */
		syscall(SYS_rt_sigaction, RT(5), &x, &x, 8);
		wrong += x.handler != (k & 1 ? (void *)SIG_IGN : (void *)h3_);
	}
	for (int k = 0; k < 7; k++)
		say("bad %d: %s\n", k, r[k]);
	say("bad pointers: %d wrong\n", wrong);
}
/* A child's signals come in between: none is lost, none comes twice. */
static void between(void)
{
	int mine = 0, its = 0, own[2] = { 0, 0 };
	pid_t me = getpid(), p = fork();
	siginfo_t i;
	if (!p) {
		for (int k = 0; k < 400; k++) {
			union sigval v = { .sival_int = k };
			sigqueue(me, k & 1 ? RT(1) : RT(0), v);
			if (k % 16 == 0)
				sched_yield();
		}
		_exit(0);
	}
	for (int k = 0; mine < 2000 || its < 400; k++) {
		if (k < 2000)
			queue(RT(0), k);
		while (take(BIT(RT(0)) | BIT(RT(1)), &i) > 0) {
			if (i.si_pid == me)
				wrong += i.si_value.sival_int != mine++;
			else
				its++, own[i.si_signo == RT(1)]++;
		}
	}
	waitpid(p, 0, 0);
	say("between: %d mine, %d+%d of the child, %d wrong\n", mine, own[0], own[1], wrong);
}
int main(void)
{
	sigset_t all;
	on3(SIGUSR1, h3_, 0, 0);
	on3(RT(0), h3_, 0, 0);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, 0);
	fifo();
	order();
	unblock();
	dispositions();
	bad_pointers();
	between();
}
