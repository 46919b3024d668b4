/* The 128 bytes of siginfo for each kind of sender: every kind fills its own
 * fields and leaves the rest zero.  Pids and timer ids are replaced by marks. */
#include "t.h"
#include <sys/socket.h>
static const char *volatile what;
static pid_t kid;
static volatile int n;
static char *gone;
static sigjmp_buf jb;
static void h(int s, siginfo_t *si, void *uc)
{
	static u8 b[128];
	(void)uc;
	if (s == SIGPIPE && strcmp(what, "broken pipe"))
		_exit(1);	/* our own output went away */
	memcpy(b, si, 128);
	int *w = (int *)b;
	for (int i = 3; i < 32; i++) {
		if (w[i] == getpid())
			w[i] = 0x11111111;
		else if (kid && w[i] == kid)
			w[i] = 0x22222222;
	}
	if (s == SIGCHLD)	/* times used */
		w[8] = w[9] = w[10] = w[11] = 0x33333333;
	if (*(u64 *)(b + 16) == (u64)gone && s == SIGSEGV)
		memset(b + 16, 0x44, 8);
	char t[300];
	int o = 0;
	for (int i = 0; i < 128; i++)
		o += sprintf(t + o, "%s%02x", i && i % 4 == 0 ? " " : "", b[i]);
	while (o > 12 && !strncmp(t + o - 9, " 00000000", 9))
		o -= 9;
	t[o] = 0;
	say("%s: %s\n", what, t);
	__atomic_add_fetch(&n, 1, __ATOMIC_SEQ_CST);
	if (s == SIGSEGV)
		siglongjmp(jb, 1);
}
static void *thr(void *a) { (void)a; what = "pthread_kill from a thread"; raw(SYS_tgkill, getpid(), getpid(), SIGUSR1); return 0; }
int main(void)
{
	for (int s = 1; s < 65; s++)
		if (s != SIGKILL && s != SIGSTOP && (s < 32 || s > 39))
			on3(s, h, SA_RESTART, ~0ull);
	what = "kill";
	kill(getpid(), SIGUSR1);
	what = "kill of a real-time signal";
	kill(getpid(), RT(1));
	what = "tgkill";
	raw(SYS_tgkill, getpid(), gettid_(), SIGUSR2);
	what = "tkill";
	raw(SYS_tkill, gettid_(), SIGUSR2);
	what = "sigqueue";
	sigqueue(getpid(), RT(0), (union sigval){ .sival_ptr = (void *)0x123456789abcdef0 });
	what = "setitimer";
	struct itimerval it = { { 0, 0 }, { 0, 1000 } };
	n = 0;
	setitimer(ITIMER_REAL, &it, 0);
	wait_for((int *)&n, 1);
	what = "a child's exit";
	/* Blocked: the child may end before the parent knows its pid. */
	sigset_t chld;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, 0);
	n = 0;
	kid = fork();
	if (!kid)
		_exit(77);
	sigprocmask(SIG_UNBLOCK, &chld, 0);
	waitpid(kid, 0, 0);
	wait_for((int *)&n, 1);
	what = "a child killed";
	n = 0;
	sigprocmask(SIG_BLOCK, &chld, 0);
	kid = fork();
	if (!kid) {
		on(SIGTERM, SIG_DFL, 0);
		raise(SIGTERM);
	}
	sigprocmask(SIG_UNBLOCK, &chld, 0);
	waitpid(kid, 0, 0);
	wait_for((int *)&n, 1);
	kid = 0;
	what = "bad address";
	gone = pages(4096, PROT_NONE);
	if (!sigsetjmp(jb, 1))
		*(volatile char *)gone = 1;
	what = "not canonical";
	if (!sigsetjmp(jb, 1))
		*(volatile char *)0x8000000000000000 = 1;
	what = "broken pipe";
	int p[2];
	pipe(p);
	close(p[0]);
	write(p[1], "x", 1);
	pthread_t t;
	n = 0;
	pthread_create(&t, 0, thr, 0);
	pthread_join(t, 0);
	wait_for((int *)&n, 1);
}
