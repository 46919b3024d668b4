/* SIGEV_THREAD: libc's own use of SIGEV_THREAD_ID and its reserved signal. */
#include "t.h"
static volatile int n, val;
static void f(union sigval v) { val = v.sival_int; __atomic_add_fetch(&n, 1, __ATOMIC_SEQ_CST); }
int main(void)
{
	struct sigevent e;
	timer_t t;
	memset(&e, 0, sizeof e);
	e.sigev_notify = SIGEV_THREAD;
	e.sigev_notify_function = f;
	e.sigev_value.sival_int = 31;
	OK(timer_create(CLOCK_MONOTONIC, &e, &t));
	struct itimerspec it = { { 0, 3000000 }, { 0, 3000000 } };
	OK(timer_settime(t, 0, &it, 0));
	wait_for((int *)&n, 10);
	memset(&it, 0, sizeof it);
	timer_settime(t, 0, &it, 0);
	timer_delete(t);
	say("ran, value %d\n", val);
}
