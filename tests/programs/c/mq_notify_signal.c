/* mq_notify(3) with SIGEV_SIGNAL: SI_MESGQ and the value.
 * ksig-test: no-musl */
#include "t.h"
#include <mqueue.h>
static struct ksi last;
static volatile int n;
static void h(int s, siginfo_t *si, void *uc) { (void)s; (void)uc; memcpy(&last, si, sizeof last); n++; }
int main(void)
{
	char name[64];
	sprintf(name, "/ksig-mq-%d", getpid());
	struct mq_attr a = { .mq_maxmsg = 4, .mq_msgsize = 16 };
	mqd_t q = mq_open(name, O_CREAT | O_RDWR | O_EXCL, 0600, &a);
	mq_unlink(name);
	if (q == (mqd_t)-1) {
		say("no message queues here\n");
		return 0;
	}
	on3(SIGUSR1, h, 0, 0);
	struct sigevent e;
	memset(&e, 0, sizeof e);
	e.sigev_notify = SIGEV_SIGNAL;
	e.sigev_signo = SIGUSR1;
	e.sigev_value.sival_int = 55;
	OK(mq_notify(q, &e));
	OK(mq_send(q, "x", 1, 0));
	say("%d x %s %s value %d from self %d\n", n, sn(last.signo), cn(last.signo, last.code), last.rt.value.i, last.rt.pid == getpid());
	OK(mq_send(q, "x", 1, 0));
	say("once only: %d\n", n);
}
