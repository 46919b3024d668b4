/* SPDX-License-Identifier: MIT */
/* Signals to oneself that go to a handler at once, over and over: each is
 * handled before the call returns, with its siginfo and mask, whatever the
 * handler does. signal(7), sigaction(2). */
#include "t.h"
enum { ROUNDS = 100 };
static volatile int handled, wrong, want_code, want_value, want_sig, depth;
static volatile u64 want_mask;
static sigjmp_buf env;
static pid_t me;
static void take(int s, siginfo_t *i, void *u)
{
	handled++;
	wrong += s != want_sig || i->si_signo != s || i->si_errno || i->si_code != want_code || i->si_pid != me ||
		 i->si_uid != getuid() || (want_code == SI_QUEUE && i->si_value.sival_int != want_value);
	wrong += kgetmask() != want_mask || ((struct kuc *)u)->sigmask != 0;
	errno = ENXIO;
}
static void plain(int s)
{
	handled += s == want_sig;
	wrong += kgetmask() != want_mask;
}
static void jump(int s)
{
	handled += s == want_sig;
	siglongjmp(env, 1);
}
static void deeper(int s)
{
	int d = ++depth;

	handled++;
	if (d < 50)
		kill(me, s);
	wrong += depth != 50;
}
/* USR1 sends USR2, which comes at once; that sends USR1, which is blocked
 * until both have returned, and once more. */
static void other(int s)
{
	int d = depth;

	handled++;
	if (s == SIGUSR1 && d < 4)
		kill(me, SIGUSR2);
	else if (s == SIGUSR2 && d < 3)
		kill(me, SIGUSR1);
	wrong += s == SIGUSR1 && depth == d && d < 4;
	depth++;
}
static void forks(int s)
{
	int st;
	pid_t p;

	handled += s == want_sig;
	p = fork();
	if (p == 0)
		return;
	waitpid(p, &st, 0);
	wrong += st != 7 << 8;
}
static void set_handler(int sig, void (*h)(), int flags, u64 mask)
{
	struct sigaction a;

	memset(&a, 0, sizeof a);
	a.sa_sigaction = (void (*)(int, siginfo_t *, void *))h;
	a.sa_flags = flags;
	memcpy(&a.sa_mask, &mask, 8);
	OK(sigaction(sig, &a, 0));
	want_sig = sig;
	want_mask = mask | (flags & SA_NODEFER ? 0 : BIT(sig));
}
static int by(int kind, int sig, int r)
{
	switch (kind) {
	case 0: return kill(me, sig);
	case 1: return (int)syscall(SYS_tgkill, me, me, sig);
	case 2: return (int)syscall(SYS_tkill, me, sig);
	case 3: return sigqueue(me, sig, (union sigval){ .sival_int = want_value = r });
	default: return raise(sig);
	}
}
static const int codes[] = { SI_USER, SI_TKILL, SI_TKILL, SI_QUEUE, SI_TKILL };
static void tell(const char *what)
{
	say("%s: handled %d, wrong %d\n", what, handled, wrong);
	handled = wrong = 0;
}
/* All the ways to send it, and all the signals. */
static void sent(void)
{
	static const char *const names[] = { "kill", "tgkill", "tkill", "sigqueue", "raise" };

	for (int kind = 0; kind < 5; kind++) {
		want_code = codes[kind];
		for (int s = 1; s <= 64; s++) {
			if (s == SIGKILL || s == SIGSTOP || (s >= 32 && s < RT(0)))
				continue;
			set_handler(s, take, SA_SIGINFO, BIT(SIGHUP) | BIT(SIGTTIN) | BIT(RT(3)));
			for (int r = 0; r < 8; r++) {
				errno = 0;
				wrong += by(kind, s, r) != 0 || errno != ENXIO;
			}
		}
		tell(names[kind]);
	}
}
static void handlers(void)
{
	set_handler(SIGUSR1, plain, 0, 0);
	for (int r = 0; r < ROUNDS; r++)
		kill(me, SIGUSR1);
	tell("without siginfo");
	set_handler(SIGUSR1, plain, SA_NODEFER, BIT(SIGURG));
	for (int r = 0; r < ROUNDS; r++)
		kill(me, SIGUSR1);
	tell("nodefer, mask");
	set_handler(SIGUSR1, jump, 0, 0);
	for (int r = 0; r < ROUNDS; r++) {
		if (!sigsetjmp(env, 1))
			kill(me, SIGUSR1);
		wrong += kgetmask() != 0;
	}
	tell("left by siglongjmp");
	set_handler(SIGUSR1, deeper, SA_NODEFER, 0);
	for (int r = 0; r < ROUNDS; r++) {
		depth = 0;
		kill(me, SIGUSR1);
	}
	tell("within itself");
	set_handler(SIGUSR2, other, 0, BIT(SIGURG));
	set_handler(SIGUSR1, other, 0, 0);
	for (int r = 0; r < ROUNDS; r++) {
		depth = 0;
		kill(me, SIGUSR1);
		wrong += depth != 5 || kgetmask();
	}
	tell("one from the other");
	for (int r = 0; r < ROUNDS; r++) {
		set_handler(SIGUSR1, plain, r & 1 ? SA_RESETHAND : 0, r & 2 ? BIT(SIGURG) : 0);
		kill(me, SIGUSR1);
	}
	tell("set anew each time");
	signal(SIGURG, SIG_IGN);
	for (int r = 0; r < ROUNDS; r++)
		wrong += kill(me, SIGURG) || kpending();
	tell("ignored");
	signal(SIGCHLD, SIG_DFL);
	set_handler(SIGUSR1, forks, 0, 0);
	for (int r = 0; r < 20; r++) {
		kill(me, SIGUSR1);
		if (getpid() != me)
			_exit(kgetmask() == 0 ? 7 : 8);
	}
	tell("fork within");
}
static void queued(void)
{
	struct timespec zero = { 0, 0 };
	sigset_t rt;
	siginfo_t si;

	/* Some wait while others are handled. */
	want_code = SI_USER;
	set_handler(RT(1), take, SA_SIGINFO, 0);
	set_handler(SIGUSR1, plain, 0, 0);
	want_mask |= BIT(RT(1));
	sigemptyset(&rt);
	sigaddset(&rt, RT(1));
	for (int r = 0; r < ROUNDS; r++) {
		sigprocmask(SIG_BLOCK, &rt, 0);
		sigqueue(me, RT(1), (union sigval){ .sival_int = r });
		kill(me, SIGUSR1);
		sigqueue(me, RT(1), (union sigval){ .sival_int = r + 1 });
		kill(me, SIGUSR1);
		for (int k = 0; k < 2; k++)
			wrong += sigtimedwait(&rt, &si, &zero) != RT(1) || si.si_value.sival_int != r + k;
		sigprocmask(SIG_UNBLOCK, &rt, 0);
	}
	tell("between queued ones");
}
static void alternate(void)
{
	static char stack[65536];
	stack_t on = { .ss_sp = stack, .ss_size = sizeof stack }, off = { .ss_flags = SS_DISABLE };

	set_handler(SIGUSR1, plain, SA_ONSTACK, 0);
	for (int r = 0; r < ROUNDS; r++) {
		OK(sigaltstack(r & 1 ? &on : &off, 0));
		kill(me, SIGUSR1);
	}
	tell("alternate stack now and then");
}
int main(void)
{
	me = getpid();
	sent();
	handlers();
	queued();
	alternate();
}
