/* siglongjmp(3) out of a handler: the mask saved by sigsetjmp comes back; a
 * plain jump without the mask leaves the signal blocked. */
#include "t.h"
static sigjmp_buf jb;
static volatile int count;
static void h(int s) { count++; siglongjmp(jb, s); }
int main(void)
{
	on(SIGUSR1, h, 0);
	on(SIGSEGV, h, 0);
	for (volatile int i = 0; i < 3; i++) {
		int r = sigsetjmp(jb, 1);
		if (!r)
			raise(SIGUSR1);
		say("back with %s, mask %s\n", sn(r), set(kgetmask()));
	}
	for (volatile int i = 0; i < 100; i++)
		if (!sigsetjmp(jb, 1))
			*(volatile int *)8 = 1;
	say("count %d, mask %s\n", count, set(kgetmask()));
	int r = sigsetjmp(jb, 0);
	if (!r)
		raise(SIGUSR1);
	say("without the mask: %s, mask %s\n", sn(r), set(kgetmask()));
	raise(SIGUSR1);
	say("pending %s\n", set(kpending()));
}
