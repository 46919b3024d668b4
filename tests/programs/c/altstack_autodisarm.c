/* SS_AUTODISARM: the alternate stack is disarmed while the handler runs, may
 * be changed there, and sigreturn puts back what uc_stack says. */
#include "t.h"
#define AUTODISARM (1u << 31)
static char *a, *b;
#define SZ 65536
static const char *where(void *p)
{
	char *c = p;
	return c >= a && c < a + SZ ? "a" : c >= b && c < b + SZ ? "b" : "main";
}
static const char *which(struct kstack *s) { return s->sp == (u64)a ? "a" : s->sp == (u64)b ? "b" : s->sp ? "?" : "none"; }
static int depth;
static void h(int sig, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	struct kstack s, n = { (u64)b, 0, 0, SZ };
	char here;
	depth++;
	raw(SYS_sigaltstack, 0, &s);
	say("%s on %s: current %s flags %#x; uc_stack %s flags %#x\n", sn(sig), where(&here), which(&s), s.flags,
	    which(&u->stack), u->stack.flags);
	if (depth == 1) {
		say("set another inside: %s\n", ec(raw(SYS_sigaltstack, &n, 0)));
		raise(SIGUSR2);
	}
	(void)si;
	depth--;
}
int main(void)
{
	a = pages(SZ, PROT_READ | PROT_WRITE);
	b = pages(SZ, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)a, (int)AUTODISARM, 0, SZ }, o;
	say("set: %s\n", ec(raw(SYS_sigaltstack, &s, 0)));
	on3(SIGUSR1, h, SA_ONSTACK, 0);
	on3(SIGUSR2, h, SA_ONSTACK, 0);
	raise(SIGUSR1);
	raw(SYS_sigaltstack, 0, &o);
	say("after: %s flags %#x\n", which(&o), o.flags);
	depth = 1;
	raise(SIGUSR1);
	raw(SYS_sigaltstack, 0, &o);
	say("after: %s flags %#x\n", which(&o), o.flags);
}
