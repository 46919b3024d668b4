/* SPDX-License-Identifier: MIT */
/* From the runner's callbacks to the timeline and the summary. */
#include "cli/cli.h"

#include <signal.h>
#include <sys/wait.h>

void cli_view_remember(struct cli_view *v, const struct ksig_event *ev)
{
	const size_t at = ev->id % CLI_SEEN_MAX;

	if (ev->kind != KSIG_EV_GENERATE || ev->id == 0)
		return;
	v->seen[at].id = ev->id;
	v->seen[at].blocked = ev->u.generate.blocked;
}

bool cli_view_was_blocked(const struct cli_view *v, uint64_t id)
{
	const size_t at = id % CLI_SEEN_MAX;

	return id != 0 && v->seen[at].id == id && v->seen[at].blocked;
}

const char *cli_view_comm(const struct cli_view *v, int pid, int tid,
			  char *buf, size_t n)
{
	return v->comm != NULL ? v->comm(v->comm_arg, pid, tid) :
				 ksig_host_comm(pid, buf, n);
}

/* The signal that -e judges an event by: an exit's is what killed it. */
static int judged_by(const struct ksig_event *ev)
{
	if (ev->kind == KSIG_EV_EXIT)
		return WIFSIGNALED(ev->u.exit.status) ?
		       WTERMSIG(ev->u.exit.status) : 0;
	return ev->sig;
}

void cli_tracer_started(void *arg, int pid, uint64_t now_ns)
{
	/* A write of ours must not end, or stop, the runner. */
	static const int unwanted[] = { SIGPIPE, SIGXFSZ, SIGTTOU };
	struct cli_tracer *t = arg;
	size_t i;

	(void)pid;
	for (i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++)
		signal(unwanted[i], SIG_IGN);
	t->view.start_ns = now_ns;
	/* Without memory for it: addresses instead of names. */
	t->view.symbols = t->timeline ? cli_symbols_new() : NULL;
	if (t->json)
		cli_json_header(t->argv, &t->out);
}

void cli_tracer_event(void *arg, const struct ksig_event *ev)
{
	struct cli_tracer *t = arg;

	if (!cli_filter_has(&t->filter, judged_by(ev)))
		return;
	if (t->summarize)
		cli_summary_add(&t->summary, ev);
	if (!t->timeline)
		return;
	cli_view_remember(&t->view, ev);
	if (t->json)
		cli_json_event(&t->view, ev, &t->out);
	else
		cli_text_event(&t->view, ev, &t->out);
}

/* Lines are out as soon as they are made; only the summary is left. */
void cli_tracer_flush(void *arg, bool last)
{
	struct cli_tracer *t = arg;

	/* The runner says "last" again when it has waited for everybody. */
	if (!last || !t->summarize || t->is_summarized)
		return;
	t->is_summarized = true;
	if (t->json)
		cli_summary_json(&t->summary, t->view.start_ns, &t->out);
	else
		cli_summary_text(&t->summary, t->view.color, &t->out);
	cli_summary_free(&t->summary);
}
