/* SPDX-License-Identifier: MIT */
/*
 * A handler that must not be interrupted by itself: `nodefer' lets its own
 * signal do so, `two' another one with the same handler, `masked' neither.
 * One signal is never a problem, and a second one only at few of its instructions.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t busy, torn, runs;

static void handler(int sig)
{
	volatile int i;

	(void)sig;
	for (i = 0; i < 5; i++)
		runs = runs + 1;
	if (busy)
		torn = 1;
	busy = 1;
	busy = 0;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	struct sigaction sa;
	volatile int i;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = handler;
	if (strcmp(how, "nodefer") == 0)
		sa.sa_flags = SA_NODEFER;
	if (strcmp(how, "masked") == 0)
		sigaddset(&sa.sa_mask, SIGUSR2);
	sigaction(SIGUSR1, &sa, NULL);
	if (strcmp(how, "two") == 0 || strcmp(how, "masked") == 0) {
		sigaddset(&sa.sa_mask, SIGUSR1);
		sigaction(SIGUSR2, &sa, NULL);
	}
	for (i = 0; i < 20; i++)
		;
	if (torn)
		write(1, "torn\n", 5);
	else
		write(1, "whole\n", 6);
	return 0;
}
