/* SPDX-License-Identifier: MIT */
/*
 * state [-x] [ARG...]: everything that a program inherits and can ask for, a
 * line each, on its output, or in the file that a first ARG with a slash
 * names. -x: it executes itself once more before.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void signals(void)
{
	struct { uint64_t handler, flags, restorer, mask; } sa;
	uint64_t mask = 0, pending = 0;
	stack_t ss;
	int sig;

	syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask, 8);
	syscall(SYS_rt_sigpending, &pending, 8);
	printf("blocked %016lx pending %016lx\n", mask, pending);
	for (sig = 1; sig <= 64; sig++) {
		memset(&sa, 0, sizeof(sa));
		syscall(SYS_rt_sigaction, sig, NULL, &sa, 8);
		if (sa.handler || sa.flags || sa.mask)
			printf("action %d: %lx %lx %lx\n", sig, sa.handler,
			       sa.flags, sa.mask);
	}
	sigaltstack(NULL, &ss);
	printf("altstack %p %x %zu\n", ss.ss_sp, ss.ss_flags, ss.ss_size);
}

static void limits(void)
{
	struct rlimit rl;
	cpu_set_t set;
	int i;

	for (i = 0; i < RLIM_NLIMITS; i++) {
		getrlimit(i, &rl);
		printf("limit %d: %lx %lx\n", i, rl.rlim_cur, rl.rlim_max);
	}
	sched_getaffinity(0, sizeof(set), &set);
	for (i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &set))
			printf("cpu %d\n", i);
	printf("nice %d policy %d\n", getpriority(PRIO_PROCESS, 0),
	       sched_getscheduler(0));
}

static void descriptors(void)
{
	char path[300], to[300];
	struct dirent *d;
	struct stat st;
	ssize_t n;
	int fd;
	DIR *dir = opendir("/proc/self/fd");

	while (dir && (d = readdir(dir))) {
		fd = atoi(d->d_name);
		if (d->d_name[0] == '.' || fd == dirfd(dir))
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		n = readlink(path, to, sizeof(to) - 1);
		to[n < 0 ? 0 : n] = '\0';
		fstat(fd, &st);
		/* The pipes of two runs have two numbers. */
		if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode))
			to[4] = '\0';
		printf("fd %d: %s %o\n", fd, to, st.st_mode);
	}
	if (dir)
		closedir(dir);
}

static void who(void)
{
	char cwd[4096] = "?", line[256], comm[20] = "";
	FILE *f;

	printf("pgid is pid %d, is the parent's %d, sid is the parent's %d\n",
	       getpgrp() == getpid(), getpgrp() == getpgid(getppid()),
	       getsid(0) == getsid(getppid()));
	printf("uid %d %d gid %d %d\n", getuid(), geteuid(), getgid(),
	       getegid());
	printf("umask %o cwd %s\n", umask(0), getcwd(cwd, sizeof(cwd)));
	prctl(PR_GET_NAME, comm);
	printf("comm %s dumpable %d pdeathsig %d\n", comm,
	       prctl(PR_GET_DUMPABLE), 0);
	f = fopen("/proc/self/status", "r");
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "Cap", 3) == 0 ||
		    strncmp(line, "Groups", 6) == 0 ||
		    strncmp(line, "Threads", 7) == 0)
			fputs(line, stdout);
	if (f)
		fclose(f);
}

int main(int argc, char **argv)
{
	int i;

	if (argc > 1 && strcmp(argv[1], "-x") == 0) {
		argv[1] = argv[0];
		execv("/proc/self/exe", argv + 1);
		return 99;
	}
	if (argc > 1 && strchr(argv[1], '/') &&
	    !freopen(argv[1], "a", stdout))
		return 98;
	for (i = 0; i < argc; i++)
		printf("argv %s\n", argv[i]);
	for (i = 0; environ[i]; i++)
		printf("env %s\n", environ[i]);
	signals();
	limits();
	descriptors();
	who();
	return 0;
}
