/* A 1 kHz timer with SA_RESTART over a loop of pipe reads and writes between
 * two processes: no byte lost or doubled, no short count. */
#include "t.h"
static volatile int n;
static void h(int s) { (void)s; n++; }
int main(void)
{
	int a[2], b[2];
	OK(pipe(a));
	OK(pipe(b));
	on(SIGALRM, h, SA_RESTART);
	pid_t p = fork();
	if (!p) {
		u32 v;
		close(a[1]);
		while (raw(SYS_read, a[0], &v, 4) == 4) {
			v = v * 3 + 1;
			if (raw(SYS_write, b[1], &v, 4) != 4)
				_exit(2);
		}
		_exit(0);
	}
	close(a[0]);
	struct itimerval it = { { 0, 1000 }, { 0, 1000 } };
	setitimer(ITIMER_REAL, &it, 0);
	u32 sum = 0;
	int bad = 0;
	for (u32 i = 0; i < 5000 || n < 100; i++) {
		u32 v = i;
		long w = raw(SYS_write, a[1], &v, 4), r = raw(SYS_read, b[0], &v, 4);
		bad += w != 4 || r != 4 || v != i * 3 + 1;
		if (i < 5000)
			sum += v;
	}
	memset(&it, 0, sizeof it);
	setitimer(ITIMER_REAL, &it, 0);
	close(a[1]);
	int st;
	waitpid(p, &st, 0);
	say("bad %d, sum %u, the other %s\n", bad, sum, ws(st));
}
