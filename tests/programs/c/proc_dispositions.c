/* What /proc/PID/status says is ignored and caught; old actions; death by what
 * was caught before. (Faults' signals are left out: see ARCHITECTURE.md.) */
#include "t.h"
#include <spawn.h>
static void h(int s)
{
	say("handler %s\n", sn(s));
}
static void show(const char *what, pid_t pid)
{
	static const u64 faults = BIT(SIGILL) | BIT(SIGTRAP) | BIT(SIGBUS) | BIT(SIGFPE) | BIT(SIGSEGV) | BIT(SIGSYS);
	char b[64], line[256];
	unsigned long long ign = 0, cgt = 0;
	snprintf(b, sizeof b, "/proc/%d/status", pid);
	FILE *f = fopen(b, "r");
	while (fgets(line, sizeof line, f)) {
		sscanf(line, "SigIgn: %llx", &ign);
		sscanf(line, "SigCgt: %llx", &cgt);
	}
	fclose(f);
	say("%s: ignored %llx, caught %llx\n", what, ign & ~faults, cgt & ~faults);
}
static void old_is(int sig, struct ksa *a)
{
	say("old %s: %s, flags %llx, mask %llx\n", sn(sig), a->handler == (void *)h ? "h" : a->handler == SIG_IGN ? "ignore" :
	    a->handler == SIG_DFL ? "default" : "?", (unsigned long long)(a->flags & ~SA_RESTORER_), (unsigned long long)a->mask);
}
/* Sets it, asks for the old one in the same memory, or in other. */
static void set_(int sig, void *handler, u64 flags, u64 mask, int same)
{
	struct ksa a = { handler, flags | SA_RESTORER_, t_restorer, mask }, o;
	struct ksa *old = same ? &a : &o;
	say("set %s: %s\n", sn(sig), ec(raw(SYS_rt_sigaction, sig, &a, old, 8)));
	old_is(sig, old);
}
static void child(const char *what, void (*f)(void))
{
	pid_t p = fork();
	int st;
	if (!p) {
		f();
		_exit(0);
	}
	waitpid(p, &st, 0);
	say("%s: %s\n", what, ws(st));
}
static void once(void)
{
	set_(SIGTERM, h, 0, BIT(SIGUSR1), 0);
	set_(SIGTERM, h, SA_RESETHAND, BIT(SIGUSR2), 0);
	raise(SIGTERM);
	set_(SIGUSR1, h, SA_RESETHAND, 0, 1);
	raise(SIGUSR1);
	set_(SIGUSR1, h, 0, 0, 0);
	raise(SIGTERM);
}
static void ignored(void)
{
	set_(SIGTERM, SIG_IGN, 0, 0, 1);
	raise(SIGTERM);
	set_(SIGTERM, SIG_DFL, 0, 0, 1);
	raise(SIGTERM);
}
static void stop_once(void)
{
	pid_t p = fork();
	int st;
	if (!p) {
		set_(SIGTSTP, h, SA_RESETHAND, 0, 0);
		raise(SIGTSTP);
		raise(SIGTSTP);
		_exit(3);
	}
	waitpid(p, &st, WUNTRACED);
	say("%s\n", ws(st));
	kill(p, SIGCONT);
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
}
static void segv(void)
{
	set_(SIGSEGV, h, 0, 0, 0);
	set_(SIGILL, SIG_IGN, 0, 0, 0);
	set_(SIGILL, SIG_DFL, 0, 0, 1);
	kmask(SIG_BLOCK, BIT(SIGSEGV));
	*(volatile int *)8 = 1;
}
static int sharer(void *arg)
{
	(void)arg;
	set_(SIGUSR2, SIG_IGN, 0, 0, 0);
	set_(SIGTERM, h, 0, 0, 0);
	_exit(0);
}
int main(int argc, char **argv)
{
	if (argc > 1) {
		show("executed", getpid());
		for (int s = 1; s < 32; s++) {
			struct ksa o;
			if (raw(SYS_rt_sigaction, s, 0, &o, 8) == 0 && (o.handler || o.flags || o.mask))
				old_is(s, &o);
		}
		return 0;
	}
	show("at first", getpid());
	set_(SIGHUP, SIG_IGN, 0, 0, 0);
	set_(SIGUSR1, h, SA_RESTART, BIT(SIGUSR2), 1);
	set_(SIGCHLD, h, SA_NOCLDSTOP, 0, 0);
	set_(RT(3), h, 0, 0, 0);
	set_(SIGTERM, SIG_DFL, SA_NODEFER, BIT(SIGHUP), 0);
	set_(SIGTERM, SIG_DFL, 0, 0, 0);
	show("set", getpid());
	pid_t p = fork();
	if (!p)
		for (;;)
			pause();
	show("forked", p);
	kill(p, SIGKILL);
	waitpid(p, 0, 0);
	set_(SIGCHLD, SIG_IGN, SA_RESTART, 0, 0);
	set_(SIGWINCH, SIG_IGN, 0, 0, 0);
	set_(SIGUSR1, SIG_DFL, 0, 0, 0);
	show("changed", getpid());
	set_(SIGCHLD, SIG_DFL, 0, 0, 0);
	child("handler for once", once);
	child("ignored and default", ignored);
	child("stop", stop_once);
	child("blocked fault", segv);
	static char stack[65536] __attribute__((aligned(16)));
	int st;
	p = clone(sharer, stack + sizeof stack, CLONE_VM | CLONE_SIGHAND | SIGCHLD, 0);
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
	show("set by another process", getpid());
	set_(SIGUSR2, SIG_DFL, 0, 0, 0);
	set_(SIGCHLD, SIG_IGN, 0, 0, 0);
	struct { u64 flags, pidfd, ctid, ptid, exit, stack, size, tls; } args = { 0x100000000ull, 0, 0, 0, SIGCHLD, 0, 0, 0 };
	int fd[2];
	if (pipe(fd) != 0)
		die("pipe");
	p = (pid_t)raw(435, &args, sizeof args);
	if (!p) {
		show("handlers cleared", getpid());
		set_(SIGTERM, h, 0, 0, 0);
		signal(SIGCHLD, SIG_DFL);
		if (!fork())
			_exit(7);
		wait(&st);
		say("%s\n", ws(st));
		_exit(0);
	}
	close(fd[1]);
	(void)!read(fd[0], fd, 1);
	set_(SIGCHLD, SIG_DFL, 0, 0, 0);
	posix_spawnattr_t attr;
	posix_spawnattr_init(&attr);
	sigset_t d;
	sigemptyset(&d);
	sigaddset(&d, SIGHUP);
	posix_spawnattr_setsigdefault(&attr, &d);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	char *args2[] = { argv[0], "x", 0 };
	posix_spawn(&p, "/proc/self/exe", 0, &attr, args2, 0);
	waitpid(p, &st, 0);
	execv("/proc/self/exe", args2);
	die("exec");
}
