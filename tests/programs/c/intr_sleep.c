/* nanosleep, clock_nanosleep: EINTR after a handler, SA_RESTART or not, the
 * remaining time is written (relative only); signals that do nothing leave no
 * trace: the sleep ends when it would have, and rem is not written. */
#include "intr.h"
static struct timespec rem;
static int how;
static u64 began;
static int secs;
static void setup(void) { rem.tv_sec = rem.tv_nsec = -7; secs = 2; }
static long call(void)
{
	struct timespec ts = { secs, 0 };
	began = now_ns();
	if (how == 0)
		return raw(SYS_nanosleep, &ts, &rem);
	if (how == 1)
		return raw(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &ts, &rem);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += secs;
	return raw(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, &rem);
}
static void after(long r)
{
	u64 took = now_ns() - began;
	say("  full time slept %d, rem %s\n", took >= (u64)secs * 1000000000u, rem.tv_sec == -7 ? "untouched" :
	    rem.tv_sec >= 0 && rem.tv_sec < secs ? "between 0 and the whole" : "wrong");
	(void)r;
}
int main(void)
{
	static const char *const n[] = { "nanosleep", "clock_nanosleep", "clock_nanosleep absolute" };
	intr_sh = shared(4096);
	for (how = 0; how < 3; how++) {
		struct op o = { n[how], setup, call, 0, after };
		intr_one(&o, "no SA_RESTART", 0, 1, 0);
		intr_one(&o, "SA_RESTART", SA_RESTART, 1, 0);
		intr_one(&o, "nothing to see", 0, 3, 1);
	}
}
