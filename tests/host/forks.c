/* SPDX-License-Identifier: MIT */
/* Forks all the time, children that end at once. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	signal(SIGCHLD, SIG_IGN);
	puts("x");
	fflush(stdout);
	alarm(20);
	for (;;)
		if (fork() == 0)
			_exit(0);
}
