/* SPDX-License-Identifier: MIT */
/* One run of the program: what is done at its stops. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "prick.h"

#define RUN_MS 60000			/* the longest that a run may take */
#define OTHER_THREAD_NS 10000000	/* for its handler to run */
#define ALONE_LINKS 3			/* of /proc/PID/task: one thread */
#define SEEN_MAX 16384			/* a power of two */

struct run run;

/* Whether there is a system call at an address: text does not change. */
static struct {
	unsigned long address;
	bool is_call;
} seen[SEEN_MAX];

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static bool at_call(pid_t pid)
{
	unsigned long rip = REG(pid, rip), i = rip & (SEEN_MAX - 1);

	if (seen[i].address != rip) {
		long word = ptrace(PTRACE_PEEKTEXT, pid, rip, 0);

		seen[i].address = rip;
		seen[i].is_call = (word & 0xffff) == 0x050f;
	}
	return seen[i].is_call;
}

static void resume(pid_t pid, int sig)
{
	int how = PTRACE_CONT;

	if (run.phase == INSTALL && pid == run.leader)
		how = PTRACE_SYSCALL;
	else if (run.phase == COUNT && pid == run.task)
		how = PTRACE_SINGLESTEP;
	else if (run.phase == ENTER && pid == run.task)
		how = PTRACE_SYSCALL;
	if (ptrace(how, pid, 0, sig) < 0 && errno != ESRCH)
		die("ptrace");
}

static bool has_threads(pid_t pid)
{
	char path[40];
	struct stat st;

	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	return stat(path, &st) == 0 && st.st_nlink > ALONE_LINKS;
}

/* A signal for the process goes to another thread only if the main thread
 * blocks it. To one that is stopped for its tracer the kernel would not give
 * it, so it is aimed. */
static void send(pid_t pid)
{
	struct timespec nap = { 0, OTHER_THREAD_NS };
	unsigned long mask = 0;

	ptrace(PTRACE_GETSIGMASK, pid, sizeof mask, &mask);
	run.address = REG(pid, rip);
	if (++run.nr_sent == 1)
		run.strayed = way_strays();
	if (mask >> (opt.sig - 1) & 1) {
		kill(pid, opt.sig);
		if (has_threads(pid))
			nanosleep(&nap, NULL);
	} else if (syscall(SYS_tgkill, run.leader, pid, opt.sig) < 0) {
		syscall(SYS_tgkill, pid, pid, opt.sig);
	}
	run.phase = FREE;
	if (opt.again >= 0 && run.nr_sent == 1) {
		run.phase = COUNT;
		run.point = run.count + opt.again;
	}
}

/* The task stands before an instruction. */
static void at_point(pid_t pid)
{
	bool call = at_call(pid);

	/* The second time a handler is on the way, with its own points. */
	if (run.point == run.count || (run.nr_sent && run.point < run.count)) {
		send(pid);
	} else if (call && run.point == run.count + 1) {
		run.phase = ENTER;
		run.count++;
	}
	if (run.phase == COUNT) {
		way_note(REG(pid, rip), run.count);
		if (call)
			way_note(0, run.count + 1);
		run.count += call ? 2 : 1;
	}
	resume(pid, 0);
}

static void begin_count(pid_t pid)
{
	run.task = pid;
	run.phase = COUNT;
	if (run.point > 0)
		way_choose();
	if (run.nr_hits == 0) {
		at_point(pid);
		return;
	}
	run.phase = JUMP;
	way_breakpoint(pid, true);
	resume(pid, 0);
}

static void at_breakpoint(pid_t pid)
{
	if (--run.nr_hits > 0) {
		resume(pid, 0);
		return;
	}
	way_breakpoint(pid, false);
	run.phase = COUNT;
	run.count = run.jump;
	at_point(pid);
}

static void at_syscall_stop(pid_t pid)
{
	if (run.phase == ENTER) {
		send(pid);
	} else if (run.installing) {
		run.installing = false;
		if (REG(pid, rax) == 0) {
			run.phase = BIRTH;
			if (opt.task == 0) {
				begin_count(pid);
				return;
			}
		}
	} else if (REG(pid, orig_rax) == SYS_rt_sigaction &&
		   REG(pid, rdi) == (unsigned long)opt.sig && REG(pid, rsi)) {
		/* Neither SIG_DFL nor SIG_IGN. */
		run.installing = (unsigned long)ptrace(PTRACE_PEEKDATA, pid,
						REG(pid, rsi), 0) > 1;
	}
	resume(pid, 0);
}

static void at_birth(pid_t pid)
{
	if (++run.nr_born != opt.task) {
		ptrace(PTRACE_DETACH, pid, 0, 0);
		return;
	}
	if (run.phase == BIRTH)
		begin_count(pid);
	else
		resume(pid, 0);
}

static void at_event(pid_t pid, int event)
{
	if (event == PTRACE_EVENT_EXEC) {
		if (!run.exec_done && pid == run.leader)
			run.exec_done = true;
		else if (pid == run.task)
			run.phase = FREE;
	} else if (event == PTRACE_EVENT_EXIT) {
		if (pid == run.leader)
			run.nr_zombies = count_zombies(pid);
		if (pid == run.task)
			run.phase = FREE;
	}
	resume(pid, 0);
}

static void at_stop(pid_t pid, int status)
{
	int sig = WSTOPSIG(status), event = status >> 16;

	if (event)
		at_event(pid, event);
	else if (sig == (SIGTRAP | 0x80))
		at_syscall_stop(pid);
	else if (pid != run.leader && pid != run.task && sig == SIGSTOP)
		at_birth(pid);
	else if (sig == SIGTRAP && run.phase == COUNT && pid == run.task)
		at_point(pid);
	else if (sig == SIGTRAP && run.phase == JUMP && pid == run.task)
		at_breakpoint(pid);
	else
		resume(pid, sig);
}

static void child(void)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	personality(ADDR_NO_RANDOMIZE);
	dup2(null, 0);
	dup2(opt.out, 1);
	dup2(null, 2);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	execvp(opt.cmd[0], opt.cmd);
	_exit(127);
}

static void start(long point)
{
	int status, options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
		PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT;

	memset(&run, 0, sizeof run);
	memset(seen, 0, sizeof seen);
	run.point = point;
	run.start_ms = run.moved_ms = now_ms();
	if (ftruncate(opt.out, 0) < 0 || lseek(opt.out, 0, SEEK_SET) < 0)
		die("memfd");
	run.leader = fork();
	if (run.leader < 0)
		die("fork");
	if (run.leader == 0)
		child();
	while (waitpid(run.leader, &status, 0) < 0)
		if (errno != EINTR)
			die("wait");
	if (opt.task)
		options |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			PTRACE_O_TRACECLONE;
	if (ptrace(PTRACE_SETOPTIONS, run.leader, 0, options) < 0 ||
	    ptrace(PTRACE_CONT, run.leader, 0, 0) < 0)
		die("ptrace");
}

void run_once(long point)
{
	int status;
	pid_t pid;

	start(point);
	while (!run.over) {
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0 && errno != EINTR)
			die("wait");
		if (pid < 0) {
			if (now_ms() < run.moved_ms + opt.hang_ms &&
			    now_ms() < run.start_ms + RUN_MS)
				continue;
			run.hang = run.over = true;
			run.spin = is_running(run.leader);
			continue;
		}
		run.moved_ms = now_ms();
		if (WIFSTOPPED(status)) {
			at_stop(pid, status);
		} else if (pid == run.leader) {
			run.status = status;
			run.over = true;
		}
	}
	/* Its session is its process group, and we are its subreaper. */
	kill(-run.leader, SIGKILL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR)
		if (pid > 0 && WIFSTOPPED(status))
			ptrace(PTRACE_CONT, pid, 0, 0);
}
