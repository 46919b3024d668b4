/* sigaction(2): while a handler runs, the mask is blocked OR sa_mask OR the
 * signal itself (unless SA_NODEFER); returning restores what was before. */
#include "t.h"
static int depth, done;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	say("%*senter %s, mask %s, to restore %s\n", 2 * depth++, "", sn(s), set(kgetmask()), set(u->sigmask));
	if (s == SIGUSR1 && !done++)
		raise(SIGUSR2);
	if (s == SIGUSR2) {
		raise(SIGUSR1);	/* blocked twice over: waits */
		raise(SIGHUP);
	}
	say("%*sleave %s, pending %s\n", 2 * --depth, "", sn(s), set(kpending()));
	(void)si;
}
int main(void)
{
	on3(SIGUSR1, h, 0, BIT(SIGTERM) | BIT(SIGINT));
	on3(SIGUSR2, h, 0, BIT(SIGALRM));
	on3(SIGHUP, h, 0, BIT(SIGKILL) | BIT(SIGSTOP) | BIT(SIGCHLD));
	kmask(SIG_BLOCK, BIT(SIGWINCH));
	raise(SIGUSR2);
	say("end, mask %s\n", set(kgetmask()));
}
