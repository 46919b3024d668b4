/* RLIMIT_CPU: SIGXCPU at the soft limit, SIGKILL at the hard one. */
#include "t.h"
static volatile int n;
static void h(int s, siginfo_t *si, void *uc) { (void)uc; say("%s %s\n", sn(s), cn(s, si->si_code)); n++; }
static void go(void)
{
	struct rlimit r = { 1, 2 };
	on3(SIGXCPU, h, 0, 0);
	setrlimit(RLIMIT_CPU, &r);
	for (;;)
		__asm__ volatile("");
}
int main(void) { say("%s\n", ws(in_child(go))); }
