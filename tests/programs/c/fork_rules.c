/* fork(2): mask, dispositions and alternate stack are inherited, pending
 * signals, interval timers and alarms are not; vfork and clone variants:
 * CLONE_VM clears the alternate stack, CLONE_CLEAR_SIGHAND resets handlers. */
#include "t.h"
static int hits;
static void h(int s) { (void)s; hits++; }
static void tell(const char *t)
{
	struct kstack s;
	struct ksa a, b;
	struct itimerval it;
	raw(SYS_sigaltstack, 0, &s);
	raw(SYS_rt_sigaction, SIGUSR1, 0, &a, 8);
	raw(SYS_rt_sigaction, SIGUSR2, 0, &b, 8);
	getitimer(ITIMER_REAL, &it);
	say("%s: mask %s pending %s altstack flags %d, USR1 %s, USR2 %s, timer %s\n", t, set(kgetmask()), set(kpending()), s.flags,
	    a.handler == (void *)h ? "caught" : a.handler ? "ignored" : "default", b.handler == (void *)SIG_IGN ? "ignored" : "default",
	    it.it_value.tv_sec ? "runs" : "off");
}
static int vmchild(void *a) { tell(a); _exit(0); }
struct cl3 { u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup; };
int main(void)
{
	char *p = pages(65536, PROT_READ | PROT_WRITE), *st = pages(1 << 18, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)p, 0, 0, 65536 };
	raw(SYS_sigaltstack, &s, 0);
	on(SIGUSR1, h, 0);
	on(SIGUSR2, SIG_IGN, 0);
	kmask(SIG_BLOCK, BIT(SIGHUP) | BIT(RT(1)));
	kill(getpid(), SIGHUP);
	raw(SYS_tgkill, getpid(), gettid_(), RT(1));
	struct itimerval it = { { 0, 0 }, { 1000, 0 } };
	setitimer(ITIMER_REAL, &it, 0);
	tell("parent");
	int w;
	pid_t c = fork();
	if (!c) {
		tell("fork");
		_exit(0);
	}
	waitpid(c, &w, 0);
	c = vfork();
	if (!c) {
		tell("vfork");
		_exit(0);
	}
	waitpid(c, &w, 0);
	c = clone(vmchild, st + (1 << 18) - 64, 0x100 | SIGCHLD, "clone CLONE_VM");
	waitpid(c, &w, 0);
	c = clone(vmchild, st + (1 << 18) - 64, 0x100 | 0x4000 | SIGCHLD, "clone CLONE_VM|CLONE_VFORK");
	waitpid(c, &w, 0);
	c = clone(vmchild, st + (1 << 18) - 64, SIGCHLD, "clone, own memory");
	waitpid(c, &w, 0);
	struct cl3 a = { .flags = 0x100000000ull, .exit_signal = SIGCHLD };
	c = (pid_t)raw(435, &a, sizeof a);
	if (!c) {
		tell("clone3 CLONE_CLEAR_SIGHAND");
		_exit(0);
	}
	waitpid(c, &w, 0);
	a.flags |= 0x800;
	say("with CLONE_SIGHAND: %s\n", ec(raw(435, &a, sizeof a)));
	a.flags = 0x800;
	say("CLONE_SIGHAND without CLONE_VM: %s\n", ec(raw(435, &a, sizeof a)));
	a.flags = 0;
	a.exit_signal = 65;
	say("exit signal 65: %s\n", ec(raw(435, &a, sizeof a)));
	tell("parent after");
}
