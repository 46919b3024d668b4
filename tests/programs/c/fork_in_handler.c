/* fork inside a handler: both return from it, each to its own; a child made
 * with signals pending in the parent has none. */
#include "t.h"
static pid_t p = -1;
static int hup;
static void hh(int s) { (void)s; hup++; }
static void h(int s) { (void)s; raise(SIGHUP); p = fork(); }
int main(void)
{
	ksigaction(SIGUSR1, (void *)h, 0, BIT(SIGHUP));
	on(SIGHUP, hh, 0);
	raise(SIGUSR1);
	if (!p) {
		say("child: mask %s, HUP handled %d\n", set(kgetmask()), hup);
		_exit(0);
	}
	int st;
	waitpid(p, &st, 0);
	say("parent: mask %s, HUP handled %d, child %s\n", set(kgetmask()), hup, ws(st));
}
