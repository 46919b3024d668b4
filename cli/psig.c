/* SPDX-License-Identifier: MIT */
/* ksig psig [--json] [--color=WHEN] PID|CMD... */
#include "cli/psig.h"

#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND_NS 1000000000ull
#define NOT_ALL 1	/* the exit status if something could not be shown */

enum {
	OPT_JSON = 0x100,
	OPT_COLOR,
};

struct options {
	struct psig_view view;
	enum cli_color color;
	char **words;
	int nr_words;
};

static const struct argp_option options[] = {
	{ "json", OPT_JSON, NULL, 0, "One JSON object a process", 0 },
	{ "color", OPT_COLOR, "WHEN", 0,
	  "auto (on a terminal, unless NO_COLOR is set), always or never", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_JSON:
		o->view.json = true;
		return 0;
	case OPT_COLOR:
		if (!cli_color_parse(arg, &o->color))
			argp_error(state, "--color=%s: it is auto, always or "
				   "never", arg);
		return 0;
	case ARGP_KEY_ARGS:
		o->words = state->argv + state->next;
		o->nr_words = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no process was given: its id, or the name "
			   "of its program");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

enum psig_disposition psig_disposition(const struct psig_process *p, int sig)
{
	const uint64_t handler = p->action[sig].handler;

	if ((p->asked & PSIG_BIT(sig)) != 0 && handler <= LINUX_SIG_IGN)
		return handler == LINUX_SIG_IGN ? PSIG_IGNORED : PSIG_DEFAULT;
	if ((p->caught & PSIG_BIT(sig)) != 0)
		return PSIG_CAUGHT;
	return (p->ignored & PSIG_BIT(sig)) != 0 ? PSIG_IGNORED : PSIG_DEFAULT;
}

/* One moment a process: none of its handlers is looked for twice. */
void psig_symbol(struct psig_view *v, const struct psig_process *p, int sig,
		 struct cli_symbol *sym)
{
	cli_symbols_find(v->symbols, p->lives, p->action[sig].handler,
			 (v->nr_shown + 1) * SECOND_NS, sym);
}

static void complain(const struct psig_process *p, const char *what)
{
	struct cli_line l = { .n = 0 };

	cli_line_put_guest(&l, p->comm);
	fprintf(stderr, "ksig: %d %s: %s\n", p->pid, l.s, what);
}

static bool show_process(struct psig_view *v, struct psig_process *p)
{
	struct cli_line why = { .n = 0 };
	enum psig_known known;

	if (p->is_kernel) {
		complain(p, "it is a thread of the kernel, which has no "
			 "handlers");
		return false;
	}
	if (p->is_zombie) {
		cli_line_put(&why, "it has ended, and process %d has yet to "
			     "wait for it", p->parent);
		complain(p, why.s);
		return false;
	}
	known = psig_ask(p, &why);
	if (known != PSIG_ALL)
		complain(p, why.s);
	if (known == PSIG_NOTHING)
		return false;
	if (v->json)
		psig_json(v, p, known != PSIG_ALL ? why.s : NULL);
	else
		psig_text(v, p);
	v->nr_shown++;
	return known == PSIG_ALL;
}

static bool show_pid(struct psig_view *v, int pid)
{
	struct psig_process p;
	const int error = psig_read(pid, &p);
	bool all;

	if (error != 0) {
		if (error == ESRCH)
			fprintf(stderr, "ksig: there is no process %d\n", pid);
		else
			fprintf(stderr, "ksig: %d: %s\n", pid,
				strerror(error));
		return false;
	}
	all = show_process(v, &p);
	psig_free(&p);
	return all;
}

static bool show_name(struct psig_view *v, const char *name)
{
	struct cli_line l = { .n = 0 };
	size_t nr, i;
	int *pids = psig_find(name, &nr);
	bool all = pids != NULL && nr > 0;

	for (i = 0; pids != NULL && i < nr; i++)
		all &= show_pid(v, pids[i]);
	if (pids == NULL || nr == 0) {
		cli_line_put_guest(&l, name);
		fprintf(stderr, "ksig: %s: %s\n", l.s, pids == NULL ?
			strerror(ENOMEM) : "no process has this name");
	}
	free(pids);
	return all;
}

static bool show(struct psig_view *v, const char *word)
{
	char *end;
	long pid;

	errno = 0;
	pid = strtol(word, &end, 10);
	if (word[strspn(word, "0123456789")] != '\0' || word[0] == '\0')
		return show_name(v, word);
	if (errno != 0 || pid > INT_MAX)
		pid = 0;
	return show_pid(v, (int)pid);
}

int cli_psig(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "PID|CMD...",
		.doc = "Print for each signal of a live process whether it is "
		       "blocked, default, ignored or caught, by which "
		       "handler, with which flags and mask, and whether it "
		       "is pending.\v"
		       "PID is the id of a process; CMD the name of a "
		       "program, for all its processes. They are stopped for "
		       "a moment and do not notice. Exit status: 0; 1 if "
		       "something could not be shown; 125 if ksig itself "
		       "failed.",
	};
	struct options o = { .view.out.fd = STDOUT_FILENO };
	bool all = true;
	int i;

	argp_parse(&argp, argc, argv, 0, NULL, &o);
	o.view.color = !o.view.json && cli_color_wanted(o.color, &o.view.out);
	/* Without memory for it: addresses instead of names. */
	o.view.symbols = cli_symbols_new();
	for (i = 0; i < o.nr_words; i++)
		all &= show(&o.view, o.words[i]);
	cli_symbols_free(o.view.symbols);
	if (o.view.out.error != 0) {
		fprintf(stderr, "ksig: cannot write: %s\n",
			strerror(o.view.out.error));
		return KSIG_HOST_FAILED;
	}
	return all ? 0 : NOT_ALL;
}
