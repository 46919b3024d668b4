/* SPDX-License-Identifier: MIT */
/*
 * A process's signals for people: one line a signal, as psig(1) of illumos.
 * Real-time signals of which the same is to be said share one.
 */
#include "cli/psig.h"

#include <stdio.h>
#include <string.h>

/* ECMA-48 SGR parameters. */
#define COLOR_HEAD	"1"	/* bold */
#define COLOR_IGNORED	"33"	/* yellow */
#define COLOR_CAUGHT	"32"	/* green */
#define COLOR_WAITS	"35"	/* magenta: blocked, pending */

#define NAME_WIDTH	11	/* "SIGRTMIN+12" */
#define STATE_WIDTH	7	/* "default", "ignored" */
#define HANDLER_MAX	56	/* columns are not padded to more ... */
#define WAITS_MAX	44	/* ... than this */
#define TIDS_MAX	4	/* threads that are named */
#define HEAD_MAX	(CLI_LINE_MAX - 128)
#define UNBLOCKABLE	(PSIG_BIT(LINUX_SIGKILL) | PSIG_BIT(LINUX_SIGSTOP))

struct text {
	struct psig_view *view;
	const struct psig_process *p;
	size_t handler_width, waits_width;
};

static void color(const struct text *t, struct cli_line *l, const char *sgr)
{
	if (t->view->color)
		cli_line_put(l, "\033[%sm", sgr);
}

static void print(struct text *t, const struct cli_line *l)
{
	cli_out_line(&t->view->out, l->s, l->n);
}

/* -------------------------------------------------------------- the fields */

/* Without SIG. */
static void put_names(struct cli_line *l, ksig_sigset set)
{
	const char *between = "";
	char name[CLI_NAME_MAX];
	int sig;

	for (sig = 1; sig <= KSIG_NSIG; sig++) {
		if ((set & PSIG_BIT(sig)) == 0)
			continue;
		cli_line_put(l, "%s%s", between,
			     cli_signal_name(sig, name) + 3);
		between = ",";
	}
}

/* What most programs have: few, or nearly all. */
static void put_mask(struct cli_line *l, ksig_sigset mask)
{
	const ksig_sigset rest = ~(mask | UNBLOCKABLE);

	if (mask == 0)
		return;
	cli_line_put(l, "mask ");
	if (__builtin_popcountll(mask) <= KSIG_NSIG / 2) {
		put_names(l, mask);
		return;
	}
	cli_line_put(l, "all");
	if (rest != 0) {
		cli_line_put(l, " but ");
		put_names(l, rest);
	}
}

static bool is_in(const struct psig_thread *t, int sig, bool pending)
{
	return ((pending ? t->pending : t->blocked) & PSIG_BIT(sig)) != 0;
}

static size_t count(const struct psig_process *p, int sig, bool pending)
{
	size_t i, n = 0;

	for (i = 0; i < p->nr_threads; i++)
		n += is_in(&p->threads[i], sig, pending);
	return n;
}

/* Those of which it is so, or is not. */
static void put_tids(struct cli_line *l, const struct psig_process *p, int sig,
		     bool pending, bool so)
{
	const char *between = "";
	size_t i;

	for (i = 0; i < p->nr_threads; i++) {
		if (is_in(&p->threads[i], sig, pending) != so)
			continue;
		cli_line_put(l, "%s%d", between, p->threads[i].tid);
		between = ",";
	}
}

static void put_blocked(struct cli_line *l, const struct psig_process *p,
			int sig)
{
	const size_t n = count(p, sig, false), all = p->nr_threads;

	if (n == 0)
		return;
	cli_line_put(l, "blocked");
	if (n == all)
		return;
	if (n <= TIDS_MAX) {
		cli_line_put(l, " by ");
		put_tids(l, p, sig, false, true);
	} else if (all - n <= TIDS_MAX) {
		cli_line_put(l, " by all but ");
		put_tids(l, p, sig, false, false);
	} else {
		cli_line_put(l, " by %zu of %zu threads", n, all);
	}
}

static void put_waits(struct cli_line *l, const struct psig_process *p, int sig)
{
	const size_t private = count(p, sig, true);
	const bool shared = (p->pending & PSIG_BIT(sig)) != 0;

	put_blocked(l, p, sig);
	if (!shared && private == 0)
		return;
	cli_line_put(l, "%spending", l->n > 0 ? ", " : "");
	if (shared)
		cli_line_put(l, " shared");
	if (private == 0)
		return;
	cli_line_put(l, "%s private", shared ? " and" : "");
	if (p->nr_threads > 1 && private <= TIDS_MAX) {
		cli_line_put(l, " to ");
		put_tids(l, p, sig, true, true);
	} else if (p->nr_threads > 1) {
		cli_line_put(l, " to %zu threads", private);
	}
}

static bool is_asked(const struct psig_process *p, int sig)
{
	return psig_disposition(p, sig) == PSIG_CAUGHT &&
	       (p->asked & PSIG_BIT(sig)) != 0;
}

static void put_handler(struct text *t, struct cli_line *l, int sig)
{
	const uint64_t addr = t->p->action[sig].handler;
	struct cli_symbol sym;

	if (!is_asked(t->p, sig))
		return;
	psig_symbol(t->view, t->p, sig, &sym);
	cli_line_put_symbol(l, &sym, addr);
}

/* --------------------------------------------------------------- the table */

static void measure(struct text *t)
{
	struct cli_line l;
	int sig;

	for (sig = 1; sig <= KSIG_NSIG; sig++) {
		l.n = 0;
		put_handler(t, &l, sig);
		if (l.n > t->handler_width && l.n <= HANDLER_MAX)
			t->handler_width = l.n;
		l.n = 0;
		put_waits(&l, t->p, sig);
		if (l.n > t->waits_width && l.n <= WAITS_MAX)
			t->waits_width = l.n;
	}
}

static void put_state(struct text *t, struct cli_line *l, int sig)
{
	static const struct {
		const char *word, *sgr;
	} states[] = {
		[PSIG_DEFAULT] = { "default", NULL },
		[PSIG_IGNORED] = { "ignored", COLOR_IGNORED },
		[PSIG_CAUGHT] = { "caught", COLOR_CAUGHT },
	};
	const enum psig_disposition d = psig_disposition(t->p, sig);

	if (states[d].sgr != NULL)
		color(t, l, states[d].sgr);
	cli_line_put(l, "%s", states[d].word);
	if (states[d].sgr != NULL)
		color(t, l, "0");
	cli_line_put(l, "%*s", (int)(STATE_WIDTH - strlen(states[d].word)),
		     "");
}

/* What follows the name. */
static void put_body(struct text *t, struct cli_line *l, int sig)
{
	size_t from, end;

	put_state(t, l, sig);
	cli_line_put(l, "  ");
	from = l->n;
	color(t, l, COLOR_WAITS);
	end = l->n;
	put_waits(l, t->p, sig);
	if (l->n == end)
		l->n = from;	/* no colour for nothing */
	else
		color(t, l, "0");
	/* Colours take no place. */
	cli_line_pad(l, from, t->waits_width +
		     (t->view->color && l->n > from ? 9 : 0));
	if (t->waits_width > 0)
		cli_line_put(l, "  ");
	if (!is_asked(t->p, sig))
		return;
	from = l->n;
	put_handler(t, l, sig);
	cli_line_pad(l, from, t->handler_width);
	cli_line_put(l, "  ");
	cli_line_put_flags(l, (uint32_t)t->p->action[sig].flags);
	cli_line_put(l, "  ");
	put_mask(l, t->p->action[sig].mask);
}

static void print_rows(struct text *t, int first, int last,
		       const struct cli_line *body)
{
	struct cli_line l = { .n = 0 };
	char name[CLI_NAME_MAX];
	size_t n = body->n;

	cli_line_put(&l, "%s", cli_signal_name(first, name));
	if (last != first)
		cli_line_put(&l, "..%s", cli_signal_name(last, name));
	cli_line_pad(&l, 0, NAME_WIDTH);
	while (n > 0 && body->s[n - 1] == ' ')
		n--;
	cli_line_put(&l, "  %.*s", (int)n, body->s);
	if (l.n == sizeof(l.s) - 1)
		l.n--;
	cli_line_put(&l, "\n");
	print(t, &l);
}

static void print_head(struct text *t)
{
	const struct psig_process *p = t->p;
	struct cli_line l = { .n = 0 };
	size_t at = 0;

	color(t, &l, COLOR_HEAD);
	cli_line_put(&l, "%d:", p->pid);
	while (at < p->cmd_bytes && l.n < HEAD_MAX) {
		cli_line_put(&l, " ");
		cli_line_put_guest(&l, p->cmd + at);
		at += strlen(p->cmd + at) + 1;
	}
	if (p->cmd_bytes == 0) {
		cli_line_put(&l, " [");
		cli_line_put_guest(&l, p->comm);
		cli_line_put(&l, "]");
	}
	if (l.n > HEAD_MAX) {
		l.n = HEAD_MAX;
		cli_line_put(&l, "...");
	}
	color(t, &l, "0");
	if (p->nr_threads > 1)
		cli_line_put(&l, "  (%zu threads%s)", p->nr_threads,
			     p->is_stopped ? ", stopped" : "");
	else if (p->is_stopped)
		cli_line_put(&l, "  (stopped)");
	cli_line_put(&l, "\n");
	print(t, &l);
}

void psig_text(struct psig_view *v, const struct psig_process *p)
{
	struct text t = { .view = v, .p = p };
	struct cli_line body, last;
	int sig, first = 1;

	if (v->nr_shown > 0)
		cli_out_line(&v->out, "\n", 1);
	print_head(&t);
	measure(&t);
	last.n = 0;
	for (sig = 1; sig <= KSIG_NSIG; sig++) {
		body.n = 0;
		put_body(&t, &body, sig);
		if (sig > LINUX_SIGRTMIN && body.n == last.n &&
		    memcmp(body.s, last.s, body.n) == 0)
			continue;
		if (sig > 1)
			print_rows(&t, first, sig - 1, &last);
		first = sig;
		memcpy(last.s, body.s, body.n);
		last.n = body.n;
	}
	print_rows(&t, first, KSIG_NSIG, &last);
}
