/* SPDX-License-Identifier: MIT */
/* A stack grows for frames, and for what calls read and write in it, as far
 * as its own limit lets it and no further. setrlimit(2). */
#include "t.h"
static volatile int depth, handled, want;
static pid_t me;
static void deeper(int s)
{
	handled++;
	if (++depth < want)
		kill(me, s);
}
static void nested(int n)
{
	depth = handled = 0;
	want = n;
	kill(me, SIGUSR1);
	say("%d frames: handled %d\n", n, handled);
}
static void limited(rlim_t bytes, int n)
{
	int st;
	pid_t c = fork();

	if (c == 0) {
		struct rlimit rl, core = { 0, 0 };

		getrlimit(RLIMIT_STACK, &rl);
		rl.rlim_cur = bytes;
		setrlimit(RLIMIT_STACK, &rl);
		setrlimit(RLIMIT_CORE, &core);
		me = getpid();
		nested(n);
		_exit(0);
	}
	waitpid(c, &st, 0);
	say("%d frames in %d KiB: %s\n", n, (int)(bytes / 1024), ws(st));
}
/* Far below all that was used, in a child: its stack is as small as ours. */
static void arguments(void)
{
	u64 at = ((u64)__builtin_frame_address(0) & ~4095ull) - (1 << 20), one = BIT(SIGHUP);

	if (fork() == 0) {
		say("mask from there: %s\n", ec(raw(SYS_rt_sigprocmask, SIG_BLOCK, at, 0, 8)));
		say("mask to there: %s\n", ec(raw(SYS_rt_sigprocmask, SIG_BLOCK, &one, at - (1 << 20), 8)));
		say("mask is %s\n", set(kgetmask()));
		say("action to there: %s\n", ec(raw(SYS_rt_sigaction, SIGUSR1, 0, at - (2 << 20), 8)));
		say("beyond the limit: %s\n", ec(raw(SYS_rt_sigpending, at - (64 << 20), 8)));
		_exit(0);
	}
	wait(NULL);
}
int main(int argc, char **argv)
{
	struct rlimit rl;

	(void)argc;
	/* the limit decides how far below the stack others are put */
	getrlimit(RLIMIT_STACK, &rl);
	if (rl.rlim_cur != 32 << 20) {
		rl.rlim_cur = 32 << 20;
		OK(setrlimit(RLIMIT_STACK, &rl));
		execv("/proc/self/exe", argv);
		die("execv");
	}
	me = getpid();
	ksigaction(SIGUSR1, deeper, SA_NODEFER, 0);
	arguments();
	limited(1 << 20, 100);
	limited(1 << 20, 600);
	limited(16 << 20, 1200);
	nested(1200);
	nested(1200);
}
