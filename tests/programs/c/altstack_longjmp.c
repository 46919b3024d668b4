/* siglongjmp off the alternate stack: the kernel looks at sp only, so the next
 * signal starts at its top again; a handler that switches stacks itself too. */
#include "t.h"
static char *base;
static sigjmp_buf jb;
static char *first;
static void h(int s)
{
	char c;
	(void)s;
	if (!first)
		first = &c;
	else if (first != &c)
		say("another place\n");
	siglongjmp(jb, 1);
}
int main(void)
{
	base = pages(65536, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)base, 0, 0, 65536 }, o;
	raw(SYS_sigaltstack, &s, 0);
	on(SIGUSR1, h, SA_ONSTACK);
	for (volatile int i = 0; i < 50; i++)
		if (!sigsetjmp(jb, 1))
			raise(SIGUSR1);
	raw(SYS_sigaltstack, 0, &o);
	say("on it %d, flags %d, change %s\n", first > base && first < base + 65536, o.flags, ec(raw(SYS_sigaltstack, &s, 0)));
}
