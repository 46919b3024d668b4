/* sigpending(2) shows the blocked ones of both sets; SIG_IGN flushes blocked
 * ones; a blocked signal queues even when ignored later or before. */
#include "t.h"
static void h(int s) { say("handler %s\n", sn(s)); }
static void *thr(void *a)
{
	(void)a;
	say("thread sees %s\n", set(kpending()));
	raw(SYS_tgkill, getpid(), gettid_(), SIGUSR2);
	say("after its own tgkill %s\n", set(kpending()));
	return 0;
}
int main(void)
{
	on(SIGUSR1, h, 0);
	on(SIGUSR2, h, 0);
	on(RT(0), h, 0);
	kmask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(RT(0)) | BIT(SIGCHLD) | BIT(SIGWINCH) | BIT(SIGTERM));
	kill(getpid(), SIGUSR1);
	kill(getpid(), RT(0));
	kill(getpid(), RT(0));
	raw(SYS_tgkill, getpid(), gettid_(), SIGTERM);
	pthread_t t;
	pthread_create(&t, 0, thr, 0);
	pthread_join(t, 0);
	say("main sees %s\n", set(kpending()));
	kill(getpid(), SIGWINCH);	/* default ignore, but blocked: queues */
	say("WINCH blocked and default: %s\n", set(kpending()));
	on(SIGWINCH, h, 0);
	say("caught now: %s\n", set(kpending()));
	on(SIGWINCH, SIG_DFL, 0);
	say("default again: %s\n", set(kpending()));
	on(RT(0), SIG_IGN, 0);
	on(SIGUSR1, SIG_IGN, 0);
	on(SIGTERM, SIG_IGN, 0);
	say("ignored: %s\n", set(kpending()));
	kill(getpid(), SIGUSR1);
	say("sent while blocked and ignored: %s\n", set(kpending()));
	on(SIGUSR1, h, 0);
	say("caught: %s\n", set(kpending()));
	kmask(SIG_UNBLOCK, BIT(SIGUSR1));
	say("end\n");
}
