/* sigaltstack(2): SA_ONSTACK, nesting on it, ss_flags while on it, EPERM while
 * on it, back to the main stack. */
#include "t.h"
static char *base;
static const size_t size = 65536;
static char *first;
static int on_it(void *p) { return (char *)p >= base && (char *)p < base + size; }
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	char here;
	struct kstack st, other = { (u64)base, 0, 0, size };
	raw(SYS_sigaltstack, 0, &st);
	say("%s: on altstack %d, flags now %d, uc_stack: ours %d flags %d size %d\n", sn(s), on_it(&here), st.flags,
	    u->stack.sp == (u64)base, u->stack.flags, (int)u->stack.size);
	if (on_it(&here)) {
		say("  change while on it: %s", ec(raw(SYS_sigaltstack, &other, 0)));
		other.flags = SS_DISABLE;
		say(", disable while on it: %s\n", ec(raw(SYS_sigaltstack, &other, 0)));
	}
	if (s == SIGUSR1) {
		first = &here;
		raise(SIGUSR2);
		say("  back in %s\n", sn(s));
		raise(SIGHUP);	/* no SA_ONSTACK: stays on the current (alternate) stack */
	} else if (first && on_it(&here))
		say("  below the first frame: %d\n", &here < first);
	(void)si;
}
int main(void)
{
	base = pages(size, PROT_READ | PROT_WRITE);
	struct kstack st = { (u64)base, 0, 0, size };
	struct kstack old;
	raw(SYS_sigaltstack, 0, &old);
	say("at start flags %d\n", old.flags);
	say("set: %s\n", ec(raw(SYS_sigaltstack, &st, &old)));
	raw(SYS_sigaltstack, 0, &old);
	say("get: ours %d flags %d\n", old.sp == (u64)base, old.flags);
	on3(SIGUSR1, h, SA_ONSTACK, 0);
	on3(SIGUSR2, h, SA_ONSTACK, 0);
	on3(SIGHUP, h, 0, 0);
	raise(SIGUSR1);
	first = 0;
	say("no SA_ONSTACK:\n");
	raise(SIGHUP);
	st.flags = SS_DISABLE;
	say("disable: %s\n", ec(raw(SYS_sigaltstack, &st, 0)));
	raw(SYS_sigaltstack, 0, &old);
	say("get: flags %d sp0 %d size %d\n", old.flags, old.sp == 0, (int)old.size);
	raise(SIGUSR1);
}
