/* pidfd_send_signal(2): /proc/PID as a descriptor, PIDFD_SELF, PIDFD_THREAD. */
#include "t.h"
static volatile int got_main, got_thread;
static int tfd;
static pid_t main_tid, thread_tid;
static void h(int s)
{
	(void)s;
	if (gettid_() == main_tid)
		got_main++;
	else if (gettid_() == thread_tid)
		got_thread++;
}
static const char *send_to(long fd, int sig, unsigned flags)
{
	return ec(raw(424, fd, sig, 0, flags));
}
static void counts(const char *what, const char *result)
{
	say("%s: %s, main %d thread %d\n", what, result, got_main, got_thread);
	got_main = got_thread = 0;
}
/* To the process: whoever is chosen may not have come to its handler yet. */
static void either(const char *what, const char *result)
{
	while (!got_main && !got_thread)
		sched_yield();
	say("%s: %s, one of them %d\n", what, result, got_main + got_thread);
	got_main = got_thread = 0;
}
static void *thread(void *arg)
{
	(void)arg;
	thread_tid = gettid_();
	either("process from a thread", send_to(-10001, SIGUSR1, 0));
	counts("this thread", send_to(-10000, SIGUSR1, 0));
	tfd = (int)raw(434, thread_tid, O_EXCL);
	counts("its pidfd", send_to(tfd, SIGUSR1, 0));
	either("its pidfd, as a process", send_to(tfd, SIGUSR1, 2));
	char b[64];
	snprintf(b, sizeof b, "/proc/self/task/%d", thread_tid);
	counts("its task directory", send_to(open(b, O_RDONLY), SIGUSR1, 0));
	return 0;
}
int main(void)
{
	main_tid = gettid_();
	signal(SIGUSR1, h);
	counts("/proc/self", send_to(open("/proc/self", O_RDONLY), SIGUSR1, 0));
	counts("O_PATH", send_to(open("/proc/self", O_PATH), SIGUSR1, 0));
	counts("/proc", send_to(open("/proc", O_RDONLY), SIGUSR1, 0));
	counts("/proc/thread-self", send_to(open("/proc/thread-self", O_RDONLY), SIGUSR1, 0));
	counts("/", send_to(open("/", O_RDONLY), SIGUSR1, 0));
	for (int n = -1; n > -4; n--)
		say("%d: %s\n", n, send_to(n, 0, 0));
	for (int n = -10000; n > -10004; n--)
		say("%d: %s\n", n, send_to(n, 0, 0));
	pthread_t t;
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, 0);
	while (raw(SYS_tgkill, main_tid, thread_tid, 0) == 0)
		sched_yield();
	say("pidfd of a thread that has ended: %s\n", send_to(tfd, 0, 0));
	pid_t p = fork();
	if (!p)
		for (;;)
			pause();
	char b[64];
	snprintf(b, sizeof b, "/proc/%d", p);
	int d = open(b, O_RDONLY);
	say("child: %s, as a process group: %s\n", send_to(d, 0, 0), send_to(d, 0, 4));
	say("TERM: %s\n", send_to(d, SIGTERM, 0));
	siginfo_t si;
	waitid(P_PID, p, &si, WEXITED | WNOWAIT);
	say("zombie: %s\n", send_to(d, 0, 0));
	int st;
	waitpid(p, &st, 0);
	say("%s; reaped: %s\n", ws(st), send_to(d, 0, 0));
}
