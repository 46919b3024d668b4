/* SPDX-License-Identifier: MIT */
/* die SIG: of it, or (SIG 0) of a real fault. */
#include <signal.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	int sig = argc > 1 ? atoi(argv[1]) : 0;

	if (sig)
		raise(sig);
	else
		*(volatile int *)8 = 1;
	return 0;
}
