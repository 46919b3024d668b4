/* futex FUTEX_WAIT: ERESTARTSYS without a timeout, restart_syscall with a
 * relative one (EINTR after a handler), and the bitset form with an absolute one. */
#include "intr.h"
static int *f;
static int how;
static void setup(void) { *f = 0; }
static long call(void)
{
	struct timespec ts = { 100, 0 };
	if (how == 0)
		return raw(SYS_futex, f, 0, 0, 0, 0, 0);
	if (how == 1)
		return raw(SYS_futex, f, 0, 0, &ts, 0, 0);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += 100;
	return raw(SYS_futex, f, 9, 0, &ts, 0, ~0u);
}
static void wake(void) { *f = 1; raw(SYS_futex, f, 1, 1, 0, 0, 0); }
int main(void)
{
	f = shared(4096);
	intr(&(struct op){ "futex", setup, call, wake, 0 });
	how = 1;
	intr(&(struct op){ "futex, relative timeout", setup, call, wake, 0 });
	how = 2;
	intr(&(struct op){ "futex, absolute timeout", setup, call, wake, 0 });
}
