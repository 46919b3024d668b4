/* execve from a thread: the other threads die, the caller's mask and pending
 * signals are the ones that go on, under the group's id. */
#include "t.h"
static void *spin(void *a) { (void)a; for (;;) pause(); return 0; }
static void *go(void *a)
{
	kmask(SIG_SETMASK, BIT(SIGHUP) | BIT(SIGUSR2));
	raw(SYS_tgkill, getpid(), gettid_(), SIGUSR2);
	kill(getpid(), SIGHUP);
	execl("/proc/self/exe", (char *)a, "again", (char *)0);
	die("execl");
	return 0;
}
int main(int argc, char **argv)
{
	if (argc > 1) {
		say("pid == tid %d, mask %s pending %s\n", getpid() == gettid_(), set(kgetmask()), set(kpending()));
		return 0;
	}
	kmask(SIG_SETMASK, BIT(SIGHUP) | BIT(SIGUSR1));
	raw(SYS_tgkill, getpid(), getpid(), SIGUSR1);
	pthread_t t;
	pthread_create(&t, 0, spin, 0);
	pthread_create(&t, 0, go, argv[0]);
	pause();
}
