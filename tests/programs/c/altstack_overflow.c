/* A frame that does not fit on the alternate stack: SIGSEGV is forced, and as
 * its own frame does not fit either, the process dies of SIGSEGV, even with a
 * SIGSEGV handler.  Running over the end inside the handler is the same. */
#include "t.h"
#include <sys/auxv.h>
static volatile int depth;
static void h(int s)
{
	volatile char fill[2048];
	fill[0] = 0;
	depth++;
	if (depth <= 3)
		say("depth %d\n", depth > 3 ? 3 : depth);
	raise(s);	/* SA_NODEFER: until the stack is full */
	fill[1] = fill[0];
}
static void segv(int s) { say("SIGSEGV handler ran: %s\n", sn(s)); _exit(7); }
static void nest(void)
{
	char *p = pages(128 * 1024, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)p + 65536, 0, 0, 32768 };
	nocore();
	raw(SYS_sigaltstack, &s, 0);
	on(SIGUSR1, h, SA_ONSTACK | SA_NODEFER);
	on(SIGSEGV, segv, SA_ONSTACK);
	raise(SIGUSR1);
}
static void nest_plain_segv(void)
{
	char *p = pages(128 * 1024, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)p + 65536, 0, 0, 32768 };
	nocore();
	raw(SYS_sigaltstack, &s, 0);
	on(SIGUSR1, h, SA_ONSTACK | SA_NODEFER);
	on(SIGSEGV, segv, 0);	/* not SA_ONSTACK, but we are on it already */
	raise(SIGUSR1);
}
static void unmapped(void)
{
	char *p = pages(65536, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)p, 0, 0, 65536 };
	nocore();
	raw(SYS_sigaltstack, &s, 0);
	munmap(p, 65536);
	on(SIGUSR1, h, SA_ONSTACK);
	on(SIGSEGV, segv, 0);	/* main stack is good: the handler runs */
	raise(SIGUSR1);
}
static void unmapped_both(void)
{
	char *p = pages(65536, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)p, 0, 0, 65536 };
	nocore();
	raw(SYS_sigaltstack, &s, 0);
	munmap(p, 65536);
	on(SIGUSR1, h, SA_ONSTACK);
	on(SIGSEGV, segv, SA_ONSTACK);
	raise(SIGUSR1);
}
static void readonly_stack(void)
{
	char *p = pages(65536, PROT_READ);
	struct kstack s = { (u64)p, 0, 0, 65536 };
	nocore();
	raw(SYS_sigaltstack, &s, 0);
	on(SIGUSR1, h, SA_ONSTACK);
	raise(SIGUSR1);
}
int main(void)
{
	say("nested, SEGV on it: %s\n", ws(in_child(nest)));
	say("nested, SEGV not on it: %s\n", ws(in_child(nest_plain_segv)));
	say("unmapped altstack: %s\n", ws(in_child(unmapped)));
	say("unmapped altstack, SEGV on it too: %s\n", ws(in_child(unmapped_both)));
	say("read-only altstack: %s\n", ws(in_child(readonly_stack)));
}
