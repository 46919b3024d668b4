/* write(2) to a full pipe: ERESTARTSYS while nothing was written; with
 * something written the count is returned, even with SA_RESTART. */
#include "intr.h"
static int p[2], part;
static char big[65536 * 2];
static void setup(void)
{
	OK(pipe(p));
	int cap = fcntl(p[1], F_GETPIPE_SZ);
	write(p[1], big, cap - (part ? 4096 : 0));
}
static long call(void) { return raw(SYS_write, p[1], big, part ? 8192 : 100); }
static void wake(void) { read(p[0], big, sizeof big); }
int main(void)
{
	intr(&(struct op){ "write(full pipe)", setup, call, wake, 0 });
	part = 1;
	intr(&(struct op){ "write(part fits)", setup, call, wake, 0 });
}
