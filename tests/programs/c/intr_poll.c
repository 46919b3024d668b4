/* poll, ppoll, select, pselect6: EINTR after a handler whatever SA_RESTART
 * says, with and without a timeout; undisturbed by what is ignored or blocked. */
#include "intr.h"
#include <sys/select.h>
static int p[2], how;
static struct timespec left;
static void setup(void) { OK(pipe(p)); }
static long call(void)
{
	struct pollfd f = { p[0], POLLIN, 0 };
	fd_set s;
	FD_ZERO(&s);
	FD_SET(p[0], &s);
	struct timeval tv = { 100, 0 };
	struct timespec ts = { 100, 0 };
	u64 m = BIT(SIGHUP);
	struct { void *p; size_t l; } six = { &m, 8 };
	long r;
	switch (how) {
	case 0: return raw(SYS_poll, &f, 1, -1);
	case 1: return raw(SYS_poll, &f, 1, 100000);
	case 2: return raw(SYS_ppoll, &f, 1, 0, 0, 8);
	case 3: r = raw(SYS_ppoll, &f, 1, &ts, 0, 8); left = ts; return r;
	case 4: return raw(SYS_select, p[0] + 1, &s, 0, 0, 0);
	case 5: r = raw(SYS_select, p[0] + 1, &s, 0, 0, &tv); left.tv_sec = tv.tv_sec; left.tv_nsec = tv.tv_usec; return r;
	case 6: return raw(SYS_pselect6, p[0] + 1, &s, 0, 0, 0, 0);
	case 7: r = raw(SYS_pselect6, p[0] + 1, &s, 0, 0, &ts, 0); left = ts; return r;
	default: kmask(SIG_BLOCK, BIT(SIGUSR1)); m = kgetmask() & ~BIT(SIGUSR1);
		r = how == 8 ? raw(SYS_ppoll, &f, 1, &ts, &m, 8) : raw(SYS_pselect6, p[0] + 1, &s, 0, 0, &ts, &six);
		say("mask after: USR1 blocked %d\n", !!(kgetmask() & BIT(SIGUSR1)));
		kmask(SIG_UNBLOCK, BIT(SIGUSR1));
		return r;
	}
}
static void wake(void) { write(p[1], "x", 1); }
static void after(long r)
{
	(void)r;
	if (how == 3 || how == 5 || how == 7)
		say("  time left is %s\n", left.tv_sec == 100 ? "the whole" : left.tv_sec >= 0 ? "less" : "wrong");
}
int main(void)
{
	static const char *const n[] = { "poll", "poll 100 s", "ppoll", "ppoll 100 s", "select", "select 100 s", "pselect6", "pselect6 100 s", "ppoll with mask", "pselect6 with mask" };
	for (how = 0; how < 10; how++)
		intr(&(struct op){ n[how], setup, call, wake, after });
}
