/* setitimer(2) REAL, VIRTUAL, PROF and alarm(2): signal, SI_KERNEL, one shot
 * and periodic, getitimer, and a replaced alarm's rest. */
#include "t.h"
static volatile int n, last, code;
static void h(int s, siginfo_t *si, void *uc) { (void)uc; n++; last = s; code = si->si_code; }
int main(void)
{
	static const int which[] = { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF }, sig[] = { SIGALRM, SIGVTALRM, SIGPROF };
	for (int i = 0; i < 3; i++) {
		on3(sig[i], h, SA_RESTART, 0);
		n = 0;
		struct itimerval it = { { 0, 0 }, { 0, 10000 } }, o;
		OK(setitimer(which[i], &it, 0));
		while (!n)
			__asm__ volatile("");
		OK(getitimer(which[i], &o));
		say("one shot: %s %s, off after %d\n", sn(last), cn(last, code), !o.it_value.tv_sec && !o.it_value.tv_usec);
		n = 0;
		it.it_interval.tv_usec = 5000;
		OK(setitimer(which[i], &it, 0));
		while (n < 5)
			__asm__ volatile("");
		memset(&it, 0, sizeof it);
		OK(setitimer(which[i], &it, &o));
		say("periodic: interval %d us\n", (int)o.it_interval.tv_usec / 1000 * 1000);
		int c = n;
		msleep(20);
		say("stopped: %d\n", n == c);
	}
	alarm(1000);
	unsigned r = alarm(500);
	say("rest of the alarm %d, ", r > 990 && r <= 1000);
	r = alarm(0);
	say("%d, %d\n", r > 490 && r <= 500, (int)alarm(0));
	n = 0;
	struct itimerval it = { { 0, 0 }, { 0, 20000 } };
	kmask(SIG_BLOCK, BIT(SIGALRM));
	it.it_interval.tv_usec = 1000;
	setitimer(ITIMER_REAL, &it, 0);
	msleep(60);
	say("blocked: pending %s\n", set(kpending()));
	memset(&it, 0, sizeof it);
	setitimer(ITIMER_REAL, &it, 0);
	kmask(SIG_UNBLOCK, BIT(SIGALRM));
	say("delivered %d\n", n);
	say("bad: %s %s\n", ec(raw(SYS_setitimer, 3, &it, 0)), ec(raw(SYS_setitimer, 0, 8, 0)));
}
