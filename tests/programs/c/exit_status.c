/* The program itself dies of a signal: the wait status of the whole run. */
#include "t.h"
int main(void)
{
	nocore();
	say("about to die\n");
	raise(SIGUSR2);
	say("not reached\n");
}
