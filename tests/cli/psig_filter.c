/* SPDX-License-Identifier: MIT */
/*
 * psig_filter HOW: a process that dies if it makes an rt_sigaction(2) call
 * itself: by a seccomp(2) filter (filter), or as it may do nothing but read,
 * write and exit (strict). "ready"; ends with its standard input, or, as busy,
 * with SIGTERM: till then it tries what its filter forbids.
 */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void on_hup(int sig)
{
	(void)sig;
}

static volatile sig_atomic_t over;

static void on_term(int sig)
{
	(void)sig;
	over = 1;
}

static int set_filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigaction, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { 6, code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) != 0;
}

/* Does any call slip through? */
static int be_busy(void)
{
	long slipped = 0;

	while (!over)
		if (syscall(SYS_getppid) >= 0)
			slipped++;
	return printf("%s\n", slipped ? "slipped" : "as-expected") < 0;
}

int main(int argc, char **argv)
{
	char c;
	int strict = argc > 1 && strcmp(argv[1], "strict") == 0;

	signal(SIGHUP, on_hup);
	signal(SIGTERM, on_term);
	if (strict ? prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0 :
		     set_filter())
		return 2;
	if (argc > 1 && strcmp(argv[1], "busy") == 0)
		return write(1, "ready\n", 6) != 6 || be_busy();
	if (write(1, "ready\n", 6) != 6 || read(0, &c, 1) != 0 ||
	    write(1, "as-expected\n", 12) != 12)
		return 3;
	/* Not exit_group(2), which strict does not know. */
	syscall(SYS_exit, 0);
	return 4;
}
