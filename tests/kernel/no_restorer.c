/* SPDX-License-Identifier: MIT */
/*
 * A handler without SA_RESTORER. On x86-64 Linux has no place for it to
 * return to; our kernel can be told of one (--return). With SA_RESTORER it is
 * the program's own place, always.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SA_RESTORER
#define SA_RESTORER 0x04000000
#endif

struct action {
	void (*handler)(int sig);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

static volatile int ran, restored;

static void handler(int sig)
{
	(void)sig;
	ran++;
}

__attribute__((used)) static volatile int *const restored_at = &restored;

void own_restorer(void);
__asm__(".text\n"
	"own_restorer:\n"
	"	mov restored_at(%rip), %rax\n"
	"	incl (%rax)\n"
	"	mov $15, %eax\n"
	"	syscall\n");

static void child(unsigned long flags)
{
	struct action act = { handler, flags, own_restorer, 0 };
	register long kept __asm__("r12") = 0x1234567;

	syscall(SYS_rt_sigaction, SIGUSR1, &act, NULL, 8);
	__asm__ volatile("" : "+r"(kept));
	syscall(SYS_kill, getpid(), SIGUSR1);
	__asm__ volatile("" : "+r"(kept));
	printf("handler ran %d, own restorer %d, r12 %s\n", ran, restored,
	       kept == 0x1234567 ? "kept" : "lost");
	fflush(stdout);
	_exit(0);
}

int main(void)
{
	static const unsigned long flags[] = { 0, SA_RESTORER };
	unsigned int i;
	int status;
	pid_t pid;

	for (i = 0; i < 2; i++) {
		pid = fork();
		if (pid == 0)
			child(flags[i]);
		waitpid(pid, &status, 0);
		if (WIFSIGNALED(status))
			printf("killed by %s\n", strsignal(WTERMSIG(status)));
		fflush(stdout);
	}
	return 0;
}
