/* SA_NODEFER: the signal itself is not added to the mask, so the handler nests
 * in itself; sa_mask still counts, also when it names the signal. */
#include "t.h"
static int depth;
static void h(int s)
{
	say("depth %d mask %s\n", depth, set(kgetmask()));
	if (depth++ < 4)
		raise(s);
	say("leave, pending %s\n", set(kpending()));
}
int main(void)
{
	on(SIGUSR1, h, SA_NODEFER);
	raise(SIGUSR1);
	depth = 3;
	ksigaction(SIGUSR2, (void *)h, SA_NODEFER, BIT(SIGUSR2));
	raise(SIGUSR2);
	say("end %s\n", set(kgetmask()));
}
