/* SPDX-License-Identifier: MIT */
/* ksig kernel [OPTION...] [--] PROG [ARG...] */
#include "cli/kernel.h"

#include <argp.h>
#include <string.h>

enum {
	OPT_CPUS = 0x100,
	OPT_TRACE,
	OPT_NO_IPI,
	OPT_RETURN,
	OPT_ADD,
	OPT_KVM,
	OPT_MEMORY,
	OPT_INIT,
};
#define CPUS_MAX 16
#define MEMORY_MAX_MIB 3000

static const struct argp_option options[] = {
	{ "cpus", OPT_CPUS, "N", 0, "So many processors (1)", 0 },
	{ "trace", OPT_TRACE, NULL, 0,
	  "Print what becomes of every signal, as `ksig trace'", 0 },
	{ "output", 'o', "FILE", 0,
	  "Write the trace to FILE instead of the standard error", 0 },
	{ "no-ipi", OPT_NO_IPI, NULL, 0,
	  "A signal for a running thread waits for its next tick", 0 },
	{ "return", OPT_RETURN, "HOW", 0,
	  "Handlers without SA_RESTORER return to a page, by a fault, or as "
	  "on linux (the default) nowhere", 0 },
	{ "add", OPT_ADD, "NAME=FILE", 0,
	  "FILE is /NAME there; NAME@TARGET is a symbolic link", 0 },
	{ "memory", OPT_MEMORY, "MIB", 0, "So much memory (512)", 0 },
	{ "kvm", OPT_KVM, NULL, 0, "Use /dev/kvm", 0 },
	{ "init", OPT_INIT, NULL, 0,
	  "PROG itself is process 1, not its child", 0 },
	{ 0 },
};

static void add(struct kernel_options *o, char *arg, struct argp_state *state)
{
	if (strpbrk(arg, "=@") == NULL)
		argp_error(state, "--add=%s: it is NAME=FILE or NAME@TARGET",
			   arg);
	if (o->nr_adds == KERNEL_ADDS_MAX)
		argp_error(state, "--add: only %d", KERNEL_ADDS_MAX);
	o->add[o->nr_adds++] = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct kernel_options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->shown;
		return 0;
	case OPT_CPUS:
		o->cpus = cli_number_parse(state, arg, CPUS_MAX);
		return 0;
	case OPT_MEMORY:
		o->memory_mib = cli_number_parse(state, arg, MEMORY_MAX_MIB);
		return 0;
	case OPT_TRACE:
		o->trace = true;
		return 0;
	case OPT_NO_IPI:
		o->no_ipi = true;
		return 0;
	case OPT_KVM:
		o->kvm = true;
		return 0;
	case OPT_INIT:
		o->prog_is_init = true;
		return 0;
	case OPT_RETURN:
		if (strcmp(arg, "linux") != 0 && strcmp(arg, "page") != 0 &&
		    strcmp(arg, "fault") != 0)
			argp_error(state, "--return=%s: it is linux, page or "
				   "fault", arg);
		o->sigreturn = arg;
		return 0;
	case OPT_ADD:
		add(o, arg, state);
		return 0;
	case 'o':
		o->file = cli_trace_file_parse(state, arg);
		return 0;
	case ARGP_KEY_ARGS:
		o->argv = state->argv + state->next;
		o->shown.tracer->argv = o->argv;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no program to run was given");
		return 0;
	case ARGP_KEY_SUCCESS:
		if (!o->trace && (o->file || o->shown.tracer->json ||
				  o->shown.tracer->summarize))
			argp_error(state, "-o, --json, -c and -C are of a "
				   "trace; --trace makes one");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int cli_kernel(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{ &cli_shown_argp, 0, NULL, 0 }, { 0 },
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = "[--] PROG [ARG...]",
		.doc = "Boot ksig's reference kernel in QEMU, with PROG, a "
		       "static program, as its process.\v"
		       "PROG's exit status is ours; if it dies of a signal, "
		       "so do we. 125: ksig itself or the kernel failed; "
		       "126: PROG cannot be run; 127: it was not found.",
	};
	static struct cli_tracer tracer = { .timeline = true };
	static struct kernel_options o = {
		.shown = { .tracer = &tracer }, .cpus = 1, .memory_mib = 512,
		.sigreturn = "linux",
	};
	int status, fd;

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o);
	if (o.trace && cli_trace_open(&o.shown, o.file) != 0)
		return KSIG_HOST_FAILED;
	status = kernel_image(&o, &fd);
	return status != 0 ? status : kernel_run(&o, fd);
}
