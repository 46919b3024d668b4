/* SPDX-License-Identifier: MIT */
/* Calls ptrace(2) in two ways, and in a child: what it answers. */
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void ask(const char *what, long ret)
{
	printf("%s: %s\n", what, ret ? strerror(errno) : "done");
	fflush(stdout);
}

int main(void)
{
	ask("traceme", ptrace(PTRACE_TRACEME, 0, 0, 0));
	ask("again", ptrace(PTRACE_TRACEME, 0, 0, 0));
	ask("attach", ptrace(PTRACE_ATTACH, getppid(), 0, 0));
	if (fork() == 0) {
		ask("child", ptrace(PTRACE_TRACEME, 0, 0, 0));
		ask("again", ptrace(PTRACE_TRACEME, 0, 0, 0));
		_exit(0);
	}
	wait(NULL);
	return 3;
}
