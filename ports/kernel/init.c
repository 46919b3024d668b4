/* SPDX-License-Identifier: MIT */
/*
 * The first process, in user mode and without libc: opens the streams, makes
 * PROG (its arguments) its child in a session of its own, waits for whoever
 * dies, and tells the kernel PROG's wait status when it is PROG.
 */
#include <stdint.h>

enum { NR_open = 2, NR_write = 1, NR_ioctl = 16, NR_fork = 57, NR_execve = 59,
       NR_exit_group = 231, NR_wait4 = 61, NR_setsid = 112, NR_dup = 32,
       NR_reboot = 169, NR_kill = 62, NR_nanosleep = 35 };
#define SIGKILL		9
#define O_RDWR		2
#define TIOCSCTTY	0x540e
#define ENOENT		2
#define NOT_FOUND	127
#define NOT_EXECUTABLE	126

static long call(long nr, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return ret;
}

static void say(const char *s)
{
	long n = 0;

	while (s[n])
		n++;
	call(NR_write, 2, (long)s, n, 0);
}

static void become(char **argv)
{
	static char *envp[] = {
		(char *)"PATH=/bin:/sbin:/usr/bin", (char *)"HOME=/",
		(char *)"TERM=linux", 0,
	};
	long err;

	call(NR_setsid, 0, 0, 0, 0);
	call(NR_ioctl, 0, TIOCSCTTY, 0, 0);
	err = call(NR_execve, (long)argv[0], (long)argv, (long)envp, 0);
	say("ksig kernel: ");
	say(argv[0]);
	say(err == -ENOENT ? " is not in the initramfs\n" :
	    " is no static x86-64 program\n");
	call(NR_exit_group, err == -ENOENT ? NOT_FOUND : NOT_EXECUTABLE, 0, 0,
	     0);
}

__attribute__((noreturn, used))
static void begin(long *sp)
{
	char **argv = (char **)(sp + 1);
	int32_t status = 0;
	static const struct { int64_t s, ns; } grace = { 0, 30000000 };
	long pid, who;

	call(NR_open, (long)"/dev/console", O_RDWR, 0, 0);
	call(NR_dup, 0, 0, 0, 0);
	call(NR_open, (long)"/dev/errors", O_RDWR, 0, 0);
	pid = call(NR_fork, 0, 0, 0, 0);
	if (!pid)
		become(argv);
	do
		who = call(NR_wait4, -1, (long)&status, 0, 0);
	while (who != pid);
	/* Whoever is left; then memory is as it was (exit.c looks). */
	call(NR_kill, -1, SIGKILL, 0, 0);
	while (call(NR_wait4, -1, 0, 0, 0) > 0)
		;
	call(NR_nanosleep, (long)&grace, 0, 0, 0);
	call(NR_reboot, 0, 0, 0, status);
	for (;;)
		;
}

__asm__(".globl _start\n"
	"_start:\n"
	"	mov %rsp, %rdi\n"
	"	and $-16, %rsp\n"
	"	call begin\n");
