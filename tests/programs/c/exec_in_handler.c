/* execve inside a handler: the signal stays blocked in the new program, and
 * the alternate stack it ran on is gone. */
#include "t.h"
static char *self;
static void h(int s) { (void)s; execl("/proc/self/exe", self, "again", (char *)0); }
int main(int argc, char **argv)
{
	struct kstack st;
	if (argc > 1) {
		raw(SYS_sigaltstack, 0, &st);
		say("mask %s pending %s altstack flags %d\n", set(kgetmask()), set(kpending()), st.flags);
		return 0;
	}
	self = argv[0];
	st = (struct kstack){ (u64)pages(65536, PROT_READ | PROT_WRITE), 0, 0, 65536 };
	raw(SYS_sigaltstack, &st, 0);
	ksigaction(SIGUSR1, (void *)h, SA_ONSTACK, BIT(SIGHUP));
	raise(SIGUSR1);
}
