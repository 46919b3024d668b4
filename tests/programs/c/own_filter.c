/* SPDX-License-Identifier: MIT */
/* A program's own seccomp filter judges its own calls, those that it makes all
 * the time too, and no others: what it never calls may be forbidden.
 * seccomp(2); prctl(2), PR_SET_SYSCALL_USER_DISPATCH. */
#include <sys/prctl.h>
#include "t.h"
/* linux/filter.h, linux/seccomp.h: musl has neither */
struct insn { u16 code; u8 jt, jf; u32 k; };
struct program { u16 len; struct insn *insns; };
#define LD_W_ABS 0x20
#define JEQ_K 0x15
#define RET_K 0x06
#define RET_KILL_PROCESS 0x80000000u
#define RET_ERRNO 0x00050000u
#define RET_TRACE 0x7ff00000u
#define RET_ALLOW 0x7fff0000u
static volatile int handled, at_nr;
static volatile char selector;
static void handle(int s) { handled += s == SIGALRM; }
static void on_sys(int s, siginfo_t *i, void *u)
{
	(void)s;
	selector = 0;
	at_nr = ((int *)i)[6];		/* si_syscall */
	((struct kuc *)u)->mc.rax = (u64)-77;
}
/* what is one of the calls is answered by action */
static void filter(u32 action, const int *nrs, int n)
{
	struct insn f[16];
	struct program p = { .insns = f };
	int k = 0;

	f[k++] = (struct insn){ LD_W_ABS, 0, 0, 0 };	/* the call's number */
	for (int i = 0; i < n; i++)
		f[k++] = (struct insn){ JEQ_K, (u8)(n - i), 0, (u32)nrs[i] };
	f[k++] = (struct insn){ RET_K, 0, 0, RET_ALLOW };
	f[k++] = (struct insn){ RET_K, 0, 0, action };
	p.len = (u16)k;
	OK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	OK(prctl(PR_SET_SECCOMP, 2, &p));
}
static void never_called(u32 action)
{
	static const int nrs[] = { SYS_pause, SYS_openat, SYS_mmap, SYS_close, SYS_ioctl, SYS_seccomp };

	filter(action, nrs, 6);
}
static void alarm_in(int ms)
{
	struct itimerval it = { { 0, 0 }, { 0, ms * 1000 } };

	OK(setitimer(ITIMER_REAL, &it, 0));
}
static void hot(void)
{
	static const int nrs[] = { SYS_rt_sigprocmask, SYS_kill };
	int failed = 0;
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, SIGHUP);
	for (int r = 0; r < 100; r++) {
		sigprocmask(r & 1 ? SIG_UNBLOCK : SIG_BLOCK, &s, 0);
		kill(getpid(), 0);
		kill(getpid(), SIGALRM);
	}
	filter(RET_ERRNO | 93, nrs, 2);
	for (int r = 0; r < 100; r++) {
		failed += sigprocmask(SIG_BLOCK, &s, 0) == -1 && errno == 93;
		failed += kill(getpid(), SIGALRM) == -1 && errno == 93;
	}
	say("forbidden when hot: %d of 200 failed, handled %d\n", failed, handled);
}
static void waits(void)
{
	sigset_t s, none;
	siginfo_t si;
	int st;
	pid_t c;

	never_called(RET_KILL_PROCESS);
	sigemptyset(&none);
	sigemptyset(&s);
	sigaddset(&s, SIGALRM);
	sigprocmask(SIG_BLOCK, &s, 0);
	alarm_in(20);
	say("sigwaitinfo: %s\n", sn(sigwaitinfo(&s, &si)));
	alarm_in(20);
	st = sigsuspend(&none);
	say("sigsuspend: %d %s, handled %d\n", st, ec(-errno), handled);
	st = sigtimedwait(&s, &si, &(struct timespec){ 0, 20000000 });
	say("sigtimedwait: %d %s\n", st, ec(-errno));
	c = vfork();
	if (c == 0)
		_exit(3);
	waitpid(c, &st, 0);
	say("vfork: %s\n", ws(st));
	for (int r = 0; r < 200; r++)
		sigprocmask(r & 1 ? SIG_UNBLOCK : SIG_BLOCK, &s, 0);
	say("hot under it\n");
}
/* stopped and continued it waits on; another signal ends it */
static void waits_on(volatile int *interrupted)
{
	u64 usr1 = BIT(SIGUSR1);
	int r;

	never_called(RET_KILL_PROCESS);
	kmask(SIG_BLOCK, usr1);
	/* musl's own sigwaitinfo() does not tell of EINTR */
	while ((r = (int)raw(SYS_rt_sigtimedwait, &usr1, 0, 0, 8)) == -EINTR)
		++*interrupted;
	say("interrupted %d, then %s\n", *interrupted, sn(r));
	_exit(0);
}
static void stopped(void)
{
	volatile int *interrupted = shared(sizeof(*interrupted));
	pid_t c = fork();
	int st;

	OK(c);
	if (c == 0)
		waits_on(interrupted);
	wait_asleep(c);
	kill(c, SIGSTOP);
	waitpid(c, &st, WUNTRACED);
	kill(c, SIGCONT);
	wait_for(interrupted, 1);
	wait_asleep(c);
	kill(c, SIGALRM);
	wait_for(interrupted, 2);
	kill(c, SIGUSR1);
	waitpid(c, &st, 0);
	say("it %s\n", ws(st));
}
static void traced(void)
{
	static const int nrs[] = { SYS_getppid, SYS_kill };

	filter(RET_TRACE | 1, nrs, 2);
	say("for a tracer: %s", ec(raw(SYS_getppid)));
	say(" %s\n", ec(raw(SYS_kill, getpid(), SIGALRM)));
}
static void dispatched(void)
{
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, SIGHUP);
	for (int r = 0; r < 100; r++)
		sigprocmask(r & 1 ? SIG_UNBLOCK : SIG_BLOCK, &s, 0);
	ksigaction(SIGSYS, on_sys, SA_SIGINFO, 0);
	if (prctl(59 /* PR_SET_SYSCALL_USER_DISPATCH */, 1, t_restorer, 16, &selector) != 0) {
		say("no user dispatch here\n");
		return;
	}
	selector = 1;
	int r = sigprocmask(SIG_BLOCK, &s, 0);
	selector = 0;
	say("dispatched: %d, call %d\n", r == -1 ? errno : r, at_nr);
}
int main(void)
{
	void (*const all[])(void) = {
		hot, waits, stopped, traced, dispatched
	};
	int st;

	signal(SIGALRM, handle);
	for (int k = 0; k < 5; k++) {
		pid_t c = fork();

		if (c == 0) {
			all[k]();
			_exit(0);
		}
		waitpid(c, &st, 0);
		say("%s\n", ws(st));
	}
}
