/* Ids in pid namespaces: of processes, threads and process groups, given to
 * and got from every call; nested namespaces; who adopts whom; exec by a
 * thread.
 * ksig-test: root-only */
#include "t.h"
#define NEWPID 0x20000000
static int *sh;
static void got(const char *who, siginfo_t *si)
{
	say("%s: %s %s from %d value %d\n", who, sn(si->si_signo), cn(si->si_signo, si->si_code), si->si_pid,
	    si->si_code == SI_QUEUE ? si->si_value.sival_int : 0);
}
/* Take one signal of set; what it is. */
static int take(const char *who, u64 set)
{
	siginfo_t si;
	struct timespec t = { 10, 0 };
	long r = raw(SYS_rt_sigtimedwait, &set, &si, &t, 8);
	if (r > 0)
		got(who, &si);
	else
		say("%s: nothing, %s\n", who, ec(r));
	return (int)r;
}
static pid_t nsfork(void) { return (pid_t)raw(SYS_clone, NEWPID | SIGCHLD, 0, 0, 0, 0); }
static long queue(int pid, int tid, int sig, int v)
{
	siginfo_t si;
	memset(&si, 0, sizeof si);
	si.si_code = SI_QUEUE;
	si.si_pid = getpid();
	si.si_value.sival_int = v;
	return tid ? raw(SYS_rt_tgsigqueueinfo, pid, tid, sig, &si) : raw(SYS_rt_sigqueueinfo, pid, sig, &si);
}
static const u64 all = BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(SIGCHLD) | BIT(SIGHUP) | BIT(SIGALRM);
static int tid_of, taken;
static void *thread(void *arg)
{
	(void)arg;
	__atomic_store_n(&tid_of, gettid_(), __ATOMIC_SEQ_CST);
	for (int i = 0; i < 3; i++) {
		take("thread", BIT(SIGUSR2));
		__atomic_add_fetch(&taken, 1, __ATOMIC_SEQ_CST);
	}
	return 0;
}
static void threads(void)
{
	pthread_t t;
	pthread_create(&t, 0, thread, 0);
	wait_for(&tid_of, 1);
	say("thread %d of %d\n", tid_of, getpid());
	long a = raw(SYS_tkill, tid_of, SIGUSR2);
	wait_for(&taken, 1);
	long b = raw(SYS_tgkill, getpid(), tid_of, SIGUSR2);
	wait_for(&taken, 2);
	long c = queue(getpid(), tid_of, SIGUSR2, 7);
	pthread_join(t, 0);
	say("tkill %s tgkill %s queue %s, another's %s\n", ec(a), ec(b), ec(c),
	    ec(raw(SYS_tgkill, getpid() + 1, getpid(), SIGUSR2)));
}
static void timer(void)
{
	struct sigevent ev = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM };
	struct itimerspec it = { { 0, 0 }, { 0, 1000000 } };
	int id;
	((int *)&ev)[4] = gettid_();	/* sigev_notify_thread_id */
	say("timer %s\n", ec(raw(SYS_timer_create, CLOCK_MONOTONIC, &ev, &id)));
	raw(SYS_timer_settime, id, 0, &it, 0);
	siginfo_t si;
	u64 set = BIT(SIGALRM);
	say("timer: %s\n", sn((int)raw(SYS_rt_sigtimedwait, &set, &si, 0, 8)));
	raw(SYS_timer_delete, id);
}
static void children(void)
{
	int st;
	pid_t c = fork();
	if (!c) {
		setpgid(0, 0);
		raw(SYS_kill, getppid(), SIGUSR1);
		for (;;)
			pause();
	}
	take("init", BIT(SIGUSR1));
	kill(c, SIGSTOP);
	take("init", BIT(SIGCHLD));
	kill(c, SIGCONT);
	take("init", BIT(SIGCHLD));
	say("no such %s, no such group %s\n", ec(raw(SYS_kill, 4711, 0)), ec(raw(SYS_kill, -4711, 0)));
	say("group %d: %s\n", c, ec(raw(SYS_kill, -c, SIGTERM)));
	take("init", BIT(SIGCHLD));
	waitpid(c, &st, 0);
	say("child %s\n", ws(st));
}
/* A grandchild whose parent dies is init's. */
static void orphan(void)
{
	int st, n = 0;
	if (!fork()) {
		if (!fork()) {
			while (getppid() != 1)
				msleep(1);
			_exit(9);
		}
		_exit(8);
	}
	while (waitpid(-1, &st, 0) > 0)
		n += WEXITSTATUS(st);
	say("children's statuses %d\n", n);
	take("init", BIT(SIGCHLD));
}
static void nested(void)
{
	int st;
	pid_t c = nsfork();
	if (!c) {
		say("inner: pid %d parent %d\n", (int)getpid(), (int)getppid());
		say("inner: TERM to itself %s\n", ec(raw(SYS_kill, 1, SIGTERM)));
		sh[0] = 1;
		take("inner", BIT(SIGUSR1));
		take("inner", BIT(SIGUSR2));
		pid_t g = fork();
		if (!g)
			_exit(raw(SYS_kill, 0, SIGHUP) == 0 ? 4 : 5);
		waitpid(g, &st, 0);
		say("inner: child %d %s\n", (int)g, ws(st));
		take("inner", BIT(SIGHUP));
		sh[1] = 1;
		for (;;)
			pause();
	}
	wait_for(sh, 1);
	kill(c, SIGTERM);
	raw(SYS_kill, c, SIGUSR1);
	queue(c, 0, SIGUSR2, 5);
	wait_for(sh + 1, 1);
	take("outer", BIT(SIGHUP));
	kill(c, SIGSTOP);
	waitpid(c, &st, WUNTRACED);
	say("nested init %s\n", ws(st));
	kill(c, SIGCONT);
	kill(c, SIGKILL);
	waitpid(c, &st, 0);
	say("nested init %s\n", ws(st));
	take("outer", BIT(SIGCHLD));
}
static void everybody(void)
{
	int st, n = 0;
	for (int i = 0; i < 3; i++)
		if (!fork())
			for (;;)
				pause();
	say("kill(-1) %s\n", ec(raw(SYS_kill, -1, SIGKILL)));
	while (waitpid(-1, &st, 0) > 0)
		n += WIFSIGNALED(st);
	say("%d killed\n", n);
}
static void *execs(void *arg)
{
	execl("/proc/self/exe", "pidns_ids", (char *)arg, (char *)0);
	die("exec");
	return 0;
}
static void init_main(void)
{
	kmask(SIG_BLOCK, all);
	threads();
	timer();
	children();
	orphan();
	nested();
	everybody();
	pthread_t t;
	pthread_create(&t, 0, execs, "again");
	for (;;)
		pause();
}
int main(int argc, char **argv)
{
	int st;
	if (argc > 1) {
		say("%s: pid %d tid %d\n", argv[1], (int)getpid(), (int)gettid_());
		say("USR1 to itself %s\n", ec(raw(SYS_tgkill, 1, 1, SIGUSR1)));
		take("again", BIT(SIGUSR1));
		return 6;
	}
	sh = shared(4096);
	kmask(SIG_BLOCK, all);
	setpgid(0, 0);
	if (raw(SYS_unshare, NEWPID)) {
		say("no pid namespace here\n");
		return 0;
	}
	pid_t p = fork();
	if (!p)
		init_main();
	waitpid(p, &st, 0);
	say("init %s\n", ws(st));
	take("outermost", BIT(SIGHUP));
	say("%s", raw(SYS_fork) == -ENOMEM ? "no more forks\n" : "FAILED\n");
	return 0;
}
