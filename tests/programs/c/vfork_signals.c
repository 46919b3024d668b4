/* vfork(2), by each of the calls that can, while signals come: none is handled
 * before the child is done, one that is fatal ends the wait, and registers and
 * memory are as the call has left them. */
#include "t.h"
#include <sched.h>
#include <spawn.h>
static volatile int *sh;	/* 0: handlers run, 1: seen by the child */
static void h(int s) { (void)s; __atomic_add_fetch(sh, 1, __ATOMIC_SEQ_CST); }
struct args { u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls; };
/* The child signals its parent and looks: nothing may have run. */
static void child(pid_t parent)
{
	int before = *sh;
	kill(parent, SIGUSR1);
	raw(SYS_tgkill, parent, parent, SIGUSR2);
	struct timespec ts = { 0, 5000000 };
	raw(SYS_nanosleep, &ts, 0);
	sh[1] += *sh != before;
	_exit(3);
}
static long by_clone(u64 flags)
{
	return raw(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
}
static void rounds(const char *how, int n)
{
	static int st, before, early, bad, i;
	static volatile pid_t p;
	static pid_t me;
	me = getpid();
	static struct args a;
	before = *sh;
	early = sh[1];
	bad = 0;
	for (i = 0; i < n; i++) {
		if (!strcmp(how, "vfork")) {
			p = vfork();
		} else if (!strcmp(how, "clone")) {
			p = (pid_t)by_clone(CLONE_VFORK);
		} else {
			a = (struct args){ .flags = CLONE_VFORK, .exit_signal = SIGCHLD };
			p = (pid_t)raw(SYS_clone3, &a, sizeof(a));
		}
		if (p == 0) {
			bad += !strcmp(how, "clone3") && a.flags != CLONE_VFORK;
			child(me);
		}
		bad += !strcmp(how, "clone3") && a.flags != CLONE_VFORK;
		bad += waitpid(p, &st, 0) != p || !WIFEXITED(st) || WEXITSTATUS(st) != 3;
	}
	say("%s: bad %d, handled %d, early %d\n", how, bad, *sh - before, sh[1] - early);
}
/* A parent in vfork is ended by sig, if it can be, within ms. */
static void fatal(int sig, int ms)
{
	int st, fds[2], left;
	char c;
	OK(pipe(fds));
	pid_t p = fork();
	if (!p) {
		volatile pid_t q = vfork();
		if (q == 0) {
			raw(SYS_read, fds[0], &c, 1);
			_exit(4);
		}
		_exit(5);
	}
	msleep(50);
	kill(p, sig);
	for (left = 1; left && ms > 0; ms -= 10) {
		msleep(10);
		left = waitpid(p, &st, WNOHANG) == 0;
	}
	write(fds[1], "xx", 2);
	if (left)
		waitpid(p, &st, 0);
	say("%s: %s, waited on %d\n", sn(sig), ws(st), left);
	close(fds[0]);
	close(fds[1]);
}
int main(void)
{
	extern char **environ;
	static char *argv[] = { (char *)"true", 0 };
	int st, ok = 0;
	pid_t p;

	nocore();
	sh = shared(4096);
	on(SIGUSR1, h, 0);
	on(SIGUSR2, h, SA_RESTART);
	rounds("vfork", 20);
	rounds("clone", 20);
	rounds("clone3", 20);
	for (int i = 0; i < 20; i++)
		ok += posix_spawnp(&p, "true", 0, 0, argv, environ) == 0 && waitpid(p, &st, 0) == p && st == 0;
	say("spawned %d\n", ok);
	say("no such: %d\n", posix_spawn(&p, "/no/such", 0, 0, argv, environ));
	on(SIGUSR1, SIG_DFL, 0);
	on(SIGUSR2, SIG_DFL, 0);
	static const int ends[] = { SIGTERM, SIGUSR1, SIGKILL };
	static const int waits[] = { SIGQUIT, SIGSEGV, SIGWINCH };
	for (int i = 0; i < 3; i++)
		fatal(ends[i], 10000);
	for (int i = 0; i < 3; i++)
		fatal(waits[i], 50);
	return 0;
}
