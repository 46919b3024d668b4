/* SPDX-License-Identifier: MIT */
/* What the files of `ksig kernel` share. */
#ifndef KSIG_CLI_KERNEL_H
#define KSIG_CLI_KERNEL_H

#include "cli/cli.h"

#define KERNEL_ADDS_MAX 512

struct kernel_options {
	struct cli_shown shown;
	uint64_t cpus, memory_mib;
	bool trace, no_ipi, kvm, prog_is_init;
	const char *sigreturn;		/* linux, page or fault */
	const char *file;		/* of the trace */
	const char *add[KERNEL_ADDS_MAX]; /* NAME=FILE or NAME@TARGET */
	size_t nr_adds;
	char **argv;			/* PROG and its arguments */
};

/* kernel_image.c: 0, or an exit status after one line that says why. */
int kernel_image(const struct kernel_options *o, int *fd);
/* kernel_run.c: QEMU with it; the exit status. */
int kernel_run(const struct kernel_options *o, int initrd);
/* kernel_trace.c: what stands behind "event " on a control line. */
void kernel_trace_begin(struct kernel_options *o);
void kernel_trace_line(struct kernel_options *o, const char *line);
void kernel_trace_end(struct kernel_options *o);

#endif /* KSIG_CLI_KERNEL_H */
