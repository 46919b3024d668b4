/* SPDX-License-Identifier: MIT */
/* What is freed is used by the handler: a sanitizer says so, and ends it. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static int *volatile box;
static volatile int sum;

static void handler(int sig)
{
	(void)sig;
	if (box)
		sum = sum + *box;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = handler };

	sigaction(SIGUSR1, &sa, NULL);
	box = calloc(1, sizeof(*box));
	free(box);
	box = NULL;
	write(1, "done\n", 5);
	return 0;
}
