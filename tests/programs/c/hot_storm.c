/* Signals from outside at every instruction of calls that are made all the
 * time: each call has its whole effect or none, no register is lost, and no
 * handler ever sees code that is not the program's or a library's. Workers
 * forked after that do the same. */
#include "t.h"
enum { KILLS = 1000, PAGES = 64 };
static volatile int handled, done;
static u64 seen[PAGES];
static volatile int nr_seen, overflow;
static volatile int wrong;
static void storm(int s, siginfo_t *i, void *u)
{
	u64 page = ((struct kuc *)u)->mc.rip >> 12;
	(void)i;
	handled += s == SIGUSR2;
	for (int k = 0; k < nr_seen; k++)
		if (seen[k] == page)
			return;
	if (nr_seen < PAGES)
		seen[nr_seen++] = page;
	else
		overflow = 1;
}
static void quiet(int s) { (void)s; }
/* to oneself: no other comes before it has returned */
static volatile int selves;
static void self(int s, siginfo_t *i, void *u)
{
	int h = handled;
	for (volatile int k = 0; k < 50; k++)
		;
	wrong += s != SIGURG || i->si_signo != s || i->si_pid != getpid() || handled != h ||
		 (((struct kuc *)u)->sigmask & ~BIT(SIGUSR2)); /* USR2 may have come first */
	selves++;
}
static void to_self(int r)
{
	pid_t me = getpid();
	u64 at_call = 0x5a5a5a5a5a5a5a00ull + (u64)r, got = at_call;
	int n = selves;
	wrong += kill(me, SIGURG) || selves != n + 1;
	wrong += raise(SIGURG) || selves != n + 2;
	wrong += syscall(SYS_tkill, me, SIGURG) || selves != n + 3;
	wrong += sigqueue(me, SIGURG, (union sigval){ .sival_int = r }) || selves != n + 4;
	__asm__ volatile("" : "+r"(got));
	wrong += got != at_call || kgetmask();
}
/* has every page in seen a name in the list of mappings? */
static int unnamed(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[512], name[300];
	unsigned long from, to;
	int n = nr_seen;
	while (f && fgets(line, sizeof line, f)) {
		*name = 0;
		sscanf(line, "%lx-%lx %*s %*s %*s %*s %299s", &from, &to, name);
		for (int k = 0; k < nr_seen; k++)
			if (seen[k] >= from >> 12 && seen[k] < to >> 12 && *name)
				n--;
	}
	if (f)
		fclose(f);
	return n + overflow;
}
static void ops(int r)
{
	struct timespec z = { 0, 0 };
	struct sigaction a, o;
	sigset_t rt, old, now;
	siginfo_t i;
	union sigval v = { .sival_int = r };
	to_self(r);
	sigemptyset(&rt);
	sigaddset(&rt, RT(0));
	memset(&a, 0, sizeof a);
	wrong += sigprocmask(SIG_BLOCK, &rt, &old) || sigismember(&old, RT(0));
	wrong += sigqueue(getpid(), RT(0), v) != 0;
	wrong += sigpending(&now) || !sigismember(&now, RT(0));
	wrong += sigqueue(getpid(), RT(0), v) != 0;
	for (int k = 0; k < 2; k++)
		wrong += sigtimedwait(&rt, &i, &z) != RT(0) || i.si_value.sival_int != r || i.si_pid != getpid();
	wrong += sigtimedwait(&rt, &i, &z) != -1 || errno != EAGAIN;
	a.sa_handler = r & 1 ? SIG_IGN : quiet;
	a.sa_flags = r & 2 ? SA_RESTART : 0;
	wrong += sigaction(SIGHUP, &a, 0) || sigaction(SIGHUP, 0, &o) || o.sa_handler != a.sa_handler ||
		 (o.sa_flags & SA_RESTART) != a.sa_flags;
	wrong += sigprocmask(SIG_SETMASK, &old, &now) || !sigismember(&now, RT(0));
}
static int under_storm(void)
{
	pid_t me = getpid(), p;
	int r;
	handled = 0;
	p = fork();
	if (!p) {
		for (int k = 0; k < KILLS; k++) {
			kill(me, SIGUSR2);
			/* or there would be nothing but handlers */
			nanosleep(&(struct timespec){ 0, 20000 + k % 97 * 1000 }, 0);
		}
		_exit(0);
	}
	for (r = 0; waitpid(p, 0, WNOHANG) == 0; ) {
		for (int k = 0; k < 200; k++)
			ops(r++);
		wrong += syscall(SYS_tgkill, me, gettid_(), SIGUSR1) != 0;
	}
	return !handled + unnamed() + wrong;
}
int main(void)
{
	int st, bad = 0;
	pid_t w[12];
	struct sigaction a;
	memset(&a, 0, sizeof a);
	a.sa_sigaction = storm;	/* libc's restorer: near its other calls */
	a.sa_flags = SA_SIGINFO | SA_RESTART;
	sigaction(SIGUSR1, &a, 0);
	sigaction(SIGUSR2, &a, 0);
	sigaddset(&a.sa_mask, SIGUSR2);
	sigaddset(&a.sa_mask, SIGUSR1);
	a.sa_sigaction = self;
	sigaction(SIGURG, &a, 0);
	say("alone: %d wrong\n", under_storm());
	for (int k = 0; k < 12; k++) {
		w[k] = fork();
		if (!w[k])
			_exit(under_storm());
	}
	for (int k = 0; k < 12; k++) {
		while (waitpid(w[k], &st, 0) == -1)
			;
		bad += st != 0;
	}
	say("workers: %d wrong\n", bad);
}
