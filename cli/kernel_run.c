/* SPDX-License-Identifier: MIT */
/*
 * QEMU for `ksig kernel`. Three serial ports: the console is our standard
 * input and output, the second brings a line for what happens (ports/kernel
 * calls it control), the third is PROG's standard error.
 */
#include "cli/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define QEMU		"qemu-system-x86_64"
#define CMDLINE_BYTES	4000
#define ARGS_MAX	64
/* In the console's input, where that is no terminal: see ports/kernel/tty.c */
#define DLE		0x10
#define EOT		0x04

struct run {
	struct kernel_options *o;
	int control[2], errors[2], input[2];
	pid_t qemu, feeder;
	bool is_tty;
	bool has_status;
	int status;
	char line[16384];
	size_t n;
};

/* Beside the command where it was built, or where make install puts it. */
static bool find_kernel(char *path, size_t room)
{
	static const char *const places[] = {
		"kernel/ksig-kernel", "../lib/ksig/ksig-kernel",
	};
	char self[3072];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t i;

	if (n <= 0)
		return false;
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, room, "%s/%s", self, places[i]);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

/* Blanks, commas (QEMU's own) and % as %xx. */
static void put_encoded(struct cli_line *l, const char *s)
{
	for (; *s != '\0'; s++)
		if (*s > ' ' && *s != '%' && *s != 127)
			cli_line_put(l, "%c", *s);
		else
			cli_line_put(l, "%%%02x", (unsigned char)*s);
}

static bool make_cmdline(const struct run *r, struct cli_line *l)
{
	const struct kernel_options *o = r->o;
	char **a;

	cli_line_put(l, "check console=%s return=%s%s%s%s --",
		     r->is_tty ? "tty" : "pipe", o->sigreturn,
		     o->trace ? " trace" : "", o->no_ipi ? " noipi" : "",
		     o->prog_is_init ? " init=prog" : "");
	for (a = o->argv; *a != NULL; a++) {
		cli_line_put(l, " ");
		put_encoded(l, *a);
	}
	return l->n < CMDLINE_BYTES;
}

/* Our standard input as the kernel's stream, with a mark at its end. */
static void feed(int to)
{
	static const char end[2] = { DLE, EOT };
	char buf[4096], out[2 * sizeof(buf)];
	ssize_t n, i;
	size_t m;

	while ((n = read(STDIN_FILENO, buf, sizeof(buf))) > 0) {
		for (i = 0, m = 0; i < n; i++) {
			if (buf[i] == DLE)
				out[m++] = DLE;
			out[m++] = buf[i];
		}
		if (write(to, out, m) != (ssize_t)m)
			_exit(0);
	}
	if (write(to, end, sizeof(end)) < 0)
		_exit(0);
	pause();
}

static void become_qemu(struct run *r, int initrd, const char *kernel,
			const char *cmdline)
{
	static char cpus[16], memory[16], ctl[64], err[64], image[32];
	const char *args[] = {
		QEMU, "-machine", "q35", "-nodefaults", "-no-reboot",
		"-display", "none", "-cpu", r->o->kvm ? "host" : "max",
		"-accel", r->o->kvm ? "kvm" : "tcg", "-m", memory,
		"-smp", cpus, "-kernel", kernel, "-initrd", image,
		"-append", cmdline, "-device",
		"isa-debug-exit,iobase=0xf4,iosize=4",
		"-chardev", "stdio,id=console,signal=off",
		"-serial", "chardev:console", "-chardev", ctl,
		"-serial", "chardev:control", "-chardev", err,
		"-serial", "chardev:errors", NULL,
	};

	snprintf(cpus, sizeof(cpus), "%d", (int)r->o->cpus);
	snprintf(memory, sizeof(memory), "%dM", (int)r->o->memory_mib);
	snprintf(image, sizeof(image), "/proc/self/fd/%d", initrd);
	snprintf(ctl, sizeof(ctl), "file,id=control,path=/proc/self/fd/%d",
		 r->control[1]);
	snprintf(err, sizeof(err), "file,id=errors,path=/proc/self/fd/%d",
		 r->errors[1]);
	close(r->control[0]);
	close(r->errors[0]);
	if (!r->is_tty) {
		dup2(r->input[0], STDIN_FILENO);
		close(r->input[0]);
		close(r->input[1]);
	}
	execvp(args[0], (char **)(uintptr_t)args);
	fprintf(stderr, "ksig: " QEMU ": %s; install it (Debian: "
		"apt-get install qemu-system-x86)\n", strerror(errno));
	_exit(KSIG_HOST_FAILED);
}

static bool begin(struct run *r, int initrd, const char *kernel,
		  const char *cmdline)
{
	r->is_tty = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (pipe(r->control) != 0 || pipe(r->errors) != 0 ||
	    pipe(r->input) != 0)
		return false;
	r->qemu = fork();
	if (r->qemu == 0)
		become_qemu(r, initrd, kernel, cmdline);
	if (r->qemu < 0)
		return false;
	close(r->control[1]);
	close(r->errors[1]);
	close(r->input[0]);
	return true;
}

/* Not before the kernel is there: the firmware would eat it. */
static void begin_feeding(struct run *r)
{
	if (r->is_tty || r->feeder > 0)
		return;
	r->feeder = fork();
	if (r->feeder == 0) {
		close(r->control[0]);
		close(r->errors[0]);
		feed(r->input[1]);
		_exit(0);
	}
	close(r->input[1]);
}

static void control_line(struct run *r, const char *line)
{
	if (strncmp(line, "status ", 7) == 0) {
		r->status = atoi(line + 7);
		r->has_status = true;
	} else if (strncmp(line, "event ", 6) == 0) {
		kernel_trace_line(r->o, line + 6);
	} else if (strncmp(line, "boot ", 5) == 0) {
		begin_feeding(r);
	} else if (strncmp(line, "panic ", 6) == 0) {
		fprintf(stderr, "ksig: panic: %s\n", line + 6);
	}
}

/* False: end of file. */
static bool read_control(struct run *r)
{
	ssize_t n = read(r->control[0], r->line + r->n,
			 sizeof(r->line) - 1 - r->n);
	char *end, *from = r->line;

	if (n <= 0)
		return n < 0 && errno == EINTR;
	r->n += (size_t)n;
	r->line[r->n] = '\0';
	while ((end = strchr(from, '\n')) != NULL) {
		*end = '\0';
		control_line(r, from);
		from = end + 1;
	}
	r->n -= (size_t)(from - r->line);
	memmove(r->line, from, r->n);
	if (r->n == sizeof(r->line) - 1)
		r->n = 0;
	return true;
}

static bool read_errors(struct run *r)
{
	char buf[4096];
	ssize_t n = read(r->errors[0], buf, sizeof(buf));

	if (n <= 0)
		return n < 0 && errno == EINTR;
	return write(STDERR_FILENO, buf, (size_t)n) >= 0;
}

static void follow(struct run *r)
{
	struct pollfd p[2] = {
		{ .fd = r->control[0], .events = POLLIN },
		{ .fd = r->errors[0], .events = POLLIN },
	};

	while (p[0].fd >= 0 || p[1].fd >= 0) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			break;
		if (p[1].fd >= 0 && p[1].revents && !read_errors(r))
			p[1].fd = -1;
		if (p[0].fd >= 0 && p[0].revents && !read_control(r))
			p[0].fd = -1;
	}
}

/* As PROG has ended, so do we. */
static int end_as(int status)
{
	const struct rlimit none = { 0, 0 };
	int sig = status & 0x7f;

	if (sig == 0)
		return status >> 8 & 0xff;
	setrlimit(RLIMIT_CORE, &none);
	signal(sig, SIG_DFL);
	raise(sig);
	return 128 + sig;
}

int kernel_run(const struct kernel_options *options, int initrd)
{
	static struct run r;
	struct cli_line cmdline = { .n = 0 };
	char kernel[4096];
	int wstatus = 0;

	r.o = (struct kernel_options *)(uintptr_t)options;
	r.is_tty = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (!find_kernel(kernel, sizeof(kernel))) {
		fprintf(stderr, "ksig: the kernel is not there; build "
			"it by `make kernel'\n");
		return KSIG_HOST_FAILED;
	}
	if (!make_cmdline(&r, &cmdline)) {
		fprintf(stderr, "ksig: the arguments are longer than "
			"%d bytes\n", CMDLINE_BYTES);
		return KSIG_HOST_FAILED;
	}
	kernel_trace_begin(r.o);
	if (!begin(&r, initrd, kernel, cmdline.s)) {
		perror("ksig kernel");
		return KSIG_HOST_FAILED;
	}
	follow(&r);
	while (waitpid(r.qemu, &wstatus, 0) < 0 && errno == EINTR)
		;
	if (r.feeder > 0) {
		kill(r.feeder, SIGKILL);
		waitpid(r.feeder, NULL, 0);
	}
	kernel_trace_end(r.o);
	if (r.has_status)
		return end_as(r.status);
	if (!WIFEXITED(wstatus) || WEXITSTATUS(wstatus) != KSIG_HOST_FAILED)
		fprintf(stderr, "ksig: the kernel has ended without a "
			"status (QEMU's is %d)\n", WIFEXITED(wstatus) ?
			WEXITSTATUS(wstatus) : -WTERMSIG(wstatus));
	return KSIG_HOST_FAILED;
}
