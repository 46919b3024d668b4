/* The program itself dips into a bad address, with a core dump: the raw wait
 * status has the core flag (the core goes into the current directory). */
#include "t.h"
int main(void)
{
	struct rlimit r;
	getrlimit(RLIMIT_CORE, &r);
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_CORE, &r);
	say("about to die\n");
	*(volatile int *)8 = 1;
}
