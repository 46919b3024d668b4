/* SPDX-License-Identifier: MIT */
/* What a program is told of its seccomp mode and of no_new_privs, who may set
 * a filter, strict mode, and numbers that are no system call's. prctl(2),
 * seccomp(2). */
#include <sys/prctl.h>
#include "t.h"
/* linux/filter.h, linux/seccomp.h: musl has neither */
struct insn { u16 code; u8 jt, jf; u32 k; };
struct program { u16 len; struct insn *insns; };
static struct insn allow = { 0x06, 0, 0, 0x7fff0000u };
static struct program all = { 1, &allow };
#define STRICT 0
#define FILTER 1
#define TSYNC 1
static volatile int handled;
static void handle(int s) { handled += s == SIGALRM; }
static void state(const char *when)
{
	int mode = prctl(PR_GET_SECCOMP), nnp = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);

	say("%s: mode %d, no_new_privs %d\n", when, mode, nnp);
}
static void nnp(void)
{
	state("start");
	say("0: %s", ec(raw(SYS_prctl, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0)));
	say(" 2: %s", ec(raw(SYS_prctl, PR_SET_NO_NEW_PRIVS, 2, 0, 0, 0)));
	say(" third: %s", ec(raw(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0)));
	say(" fifth: %s", ec(raw(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 1)));
	say(" get: %s\n", ec(raw(SYS_prctl, PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0)));
	state("not set");
	OK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	state("set");
}
static void who_may(void)
{
	struct program none = { 0, &allow }, long_ = { 4097, &allow }, bad = { 1, (void *)8 };

	say("nowhere: %s", ec(raw(SYS_seccomp, FILTER, 0, 8)));
	say(" empty: %s", ec(raw(SYS_seccomp, FILTER, 0, &none)));
	say(" long: %s", ec(raw(SYS_seccomp, FILTER, 0, &long_)));
	say(" flags: %s", ec(raw(SYS_seccomp, FILTER, 1 << 20, &all)));
	say(" listener and all: %s", ec(raw(SYS_seccomp, FILTER, TSYNC | 1 << 3, &all)));
	say(" no such: %s\n", ec(raw(SYS_seccomp, 99, 0, &all)));
	say("instructions nowhere: %s", ec(raw(SYS_seccomp, FILTER, 0, &bad)));
	say(" filter: %s", ec(raw(SYS_prctl, PR_SET_SECCOMP, 2, &all)));
	say(" and by seccomp: %s\n", ec(raw(SYS_seccomp, FILTER, 0, &all)));
	state("after");
	OK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	say("filter: %s", ec(raw(SYS_seccomp, FILTER, 0, &all)));
	say(" strict: %s %s\n", ec(raw(SYS_seccomp, STRICT, 0, 0)),
	    ec(raw(SYS_prctl, PR_SET_SECCOMP, 1)));
	state("after");
	if (fork() == 0) {
		state("child");
		_exit(0);
	}
	wait(0);
}
static pthread_barrier_t turns;
static void *other(void *x)
{
	for (int i = 0; i < 3; i++) {
		pthread_barrier_wait(&turns);
		if (i)
			state(x);
		pthread_barrier_wait(&turns);
	}
	return 0;
}
static void threads(void)
{
	pthread_t p;

	pthread_barrier_init(&turns, 0, 2);
	pthread_create(&p, 0, other, "the other thread");
	OK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	for (int i = 0; i < 3; i++) {
		if (i)
			say("filter: %s\n", ec(raw(SYS_seccomp, FILTER, i == 2 ? TSYNC : 0, &all)));
		pthread_barrier_wait(&turns);
		pthread_barrier_wait(&turns);
	}
	pthread_join(p, 0);
	state("main");
}
static void in_strict(void)
{
	say("strict: %s", ec(raw(SYS_seccomp, STRICT, 1, 0)));
	say(" %s\n", ec(raw(SYS_seccomp, STRICT, 0, &all)));
	if (raw(SYS_seccomp, STRICT, 0, 0) < 0)
		die("strict");
}
static void strict_works(void)
{
	struct itimerval it = { { 0, 0 }, { 0, 20000 } };
	int fd[2];
	char c = 0;

	signal(SIGALRM, handle);
	OK(pipe(fd));
	OK(setitimer(ITIMER_REAL, &it, 0));
	if (fork() == 0) {
		msleep(60);
		OK((int)write(fd[1], "x", 1));
		_exit(0);
	}
	in_strict();
	OK((int)read(fd[0], &c, 1));
	say("read %c, handled %d\n", c, handled);
	raw(SYS_exit, 7);
}
static void strict_kills(void) { in_strict(); raw(SYS_getpid); say("not killed\n"); }
static void strict_kills_mask(void)
{
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, SIGHUP);
	for (int r = 0; r < 100; r++)
		sigprocmask(r & 1 ? SIG_UNBLOCK : SIG_BLOCK, &s, 0);
	OK(prctl(PR_SET_SECCOMP, 1));
	sigprocmask(SIG_BLOCK, &s, 0);
	say("not killed\n");
}
static void strict_kills_ask(void) { OK(prctl(PR_SET_SECCOMP, 1)); prctl(PR_GET_SECCOMP); say("not killed\n"); }
static void strict_kills_kill(void) { OK(prctl(PR_SET_SECCOMP, 1)); raw(SYS_tgkill, 1, 1, 0); say("not killed\n"); }
static void strict_kills_exit(void) { OK(prctl(PR_SET_SECCOMP, 1)); raw(SYS_exit_group, 0); say("not killed\n"); }
static void strict_no_clock(void)
{
	OK(prctl(PR_SET_SECCOMP, 1));
	__asm__ volatile("rdtsc" ::: "rax", "rdx");
	say("there is a clock\n");
}
static volatile int strict_tid;
static void *strict_thread(void *x)
{
	strict_tid = (int)raw(SYS_gettid);
	OK(prctl(PR_SET_SECCOMP, 1));
	raw(SYS_getpid);
	say("not killed\n");
	return x;
}
static void strict_in_thread(void)
{
	pthread_t p;

	pthread_create(&p, 0, strict_thread, 0);
	/* musl's pthread_join() waits for a farewell */
	while (!strict_tid || raw(SYS_tgkill, getpid(), strict_tid, 0) == 0)
		msleep(2);
	state("the thread has gone");
}
static void no_calls(void)
{
	static const int nrs[] = { -1, -2, -101, 0x40000000 + 600, 0x7fffffff, 999 };

	for (int i = 0; i < 6; i++)
		say("%d: %s\n", nrs[i], ec(raw(nrs[i])));
}
int main(void)
{
	void (*const tests[])(void) = {
		nnp, who_may, threads, strict_works, strict_kills, strict_kills_mask, strict_kills_ask,
		strict_kills_kill, strict_kills_exit, strict_no_clock, strict_in_thread, no_calls
	};
	int st;

	for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) {
		pid_t c = fork();

		if (c == 0) {
			nocore();
			tests[k]();
			_exit(0);
		}
		waitpid(c, &st, 0);
		say("%s\n", ws(st));
	}
}
