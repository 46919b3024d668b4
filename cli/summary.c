/* SPDX-License-Identifier: MIT */
/* -c: what became of the signals, by signal. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLES_MIN 64

/* xorshift64: any spread will do, and runs repeat. */
static uint64_t next_random(struct cli_summary *s)
{
	uint64_t x = s->random != 0 ? s->random : 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	s->random = x;
	return x;
}

/*
 * Keep every time; past CLI_SAMPLES_MAX keep each with the same chance
 * (Vitter's algorithm R), so that a flood costs no more memory.
 */
static void keep_sample(struct cli_summary *s, struct cli_count *c,
			uint64_t ns)
{
	uint64_t at;

	c->nr_offered++;
	if (c->nr_samples == CLI_SAMPLES_MAX) {
		at = next_random(s) % c->nr_offered;
		if (at < CLI_SAMPLES_MAX)
			c->samples[at] = ns;
		return;
	}
	if (c->nr_samples == c->samples_max) {
		const size_t max = c->samples_max == 0 ? SAMPLES_MIN :
				   c->samples_max * 2;
		uint64_t *grown = realloc(c->samples, max * sizeof(*grown));

		if (grown == NULL)
			return;
		c->samples = grown;
		c->samples_max = max;
	}
	c->samples[c->nr_samples++] = ns;
}

static void add_generate(struct cli_count *c, enum ksig_gen_result result)
{
	c->generated++;
	switch (result) {
	case KSIG_GEN_IGNORED:
		c->ignored++;
		break;
	case KSIG_GEN_ALREADY_PENDING:
		c->coalesced++;
		break;
	case KSIG_GEN_OVERFLOW_FAIL:
		c->overflow++;
		break;
	case KSIG_GEN_LOSE_INFO:
		c->lose_info++;
		break;
	default:
		break;
	}
}

static void add_deliver(struct cli_summary *s, struct cli_count *c,
			const struct ksig_event *ev)
{
	const uint64_t ns = ev->u.deliver.waited_ns;

	switch (ev->u.deliver.action) {
	case KSIG_ACT_HANDLER:
		c->handled++;
		if (ns > c->largest_ns)
			c->largest_ns = ns;
		keep_sample(s, c, ns);
		break;
	case KSIG_ACT_TERMINATE:
		c->terminated++;
		break;
	case KSIG_ACT_CORE:
		c->dumped++;
		break;
	case KSIG_ACT_STOP:
		c->stopped++;
		break;
	case KSIG_ACT_CONTINUE:
		c->continued++;
		break;
	default:
		c->ignored++;
		break;
	}
}

void cli_summary_add(struct cli_summary *s, const struct ksig_event *ev)
{
	struct cli_count *c;

	s->last_ns = ev->now_ns;
	if (ev->sig < 1 || ev->sig > KSIG_NSIG)
		return;
	c = &s->of[ev->sig];
	switch (ev->kind) {
	case KSIG_EV_GENERATE:
		add_generate(c, ev->u.generate.result);
		break;
	case KSIG_EV_DISCARD:
		c->discarded++;
		break;
	case KSIG_EV_DELIVER:
		add_deliver(s, c, ev);
		break;
	case KSIG_EV_ACCEPT:
		c->accepted++;
		break;
	default:
		break;
	}
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

bool cli_summary_median(struct cli_count *c, uint64_t *ns)
{
	const size_t n = c->nr_samples, mid = n / 2;

	if (n == 0)
		return false;
	qsort(c->samples, n, sizeof(*c->samples), compare);
	*ns = c->samples[mid];
	if (n % 2 == 0)
		*ns = c->samples[mid - 1] +
		      (c->samples[mid] - c->samples[mid - 1]) / 2;
	return true;
}

void cli_summary_total(const struct cli_summary *s, struct cli_count *total)
{
	int sig;

	memset(total, 0, sizeof(*total));
	for (sig = 1; sig <= KSIG_NSIG; sig++) {
		const struct cli_count *c = &s->of[sig];

		total->generated += c->generated;
		total->coalesced += c->coalesced;
		total->ignored += c->ignored;
		total->discarded += c->discarded;
		total->overflow += c->overflow;
		total->lose_info += c->lose_info;
		total->handled += c->handled;
		total->accepted += c->accepted;
		total->terminated += c->terminated;
		total->dumped += c->dumped;
		total->stopped += c->stopped;
		total->continued += c->continued;
		if (c->largest_ns > total->largest_ns)
			total->largest_ns = c->largest_ns;
	}
}

/* -------------------------------------------------------------------- table */

static void put_right(struct cli_line *l, const char *s, int width)
{
	cli_line_put(l, " %*s", width, s);
}

static void put_span_right(struct cli_line *l, bool is_there, uint64_t ns,
			   int width)
{
	struct cli_line span = { .n = 0 };

	if (is_there)
		cli_line_put_span(&span, ns);
	else
		cli_line_put(&span, "-");
	put_right(l, span.s, width);
}

static void end_line(struct cli_line *l, struct cli_out *out)
{
	cli_line_put(l, "\n");
	cli_out_line(out, l->s, l->n);
	l->n = 0;
}

static void put_row(struct cli_line *l, const char *name, struct cli_count *c,
		    bool is_total)
{
	const uint64_t died = c->terminated + c->dumped;
	uint64_t median = 0;
	bool has_median = false;

	if (!is_total)
		has_median = cli_summary_median(c, &median);
	cli_line_put(l, "%-12s %9" PRIu64 " %9" PRIu64 " %7" PRIu64
		     " %9" PRIu64 " %8" PRIu64, name, c->generated,
		     c->coalesced, c->ignored, c->discarded, c->overflow);
	cli_line_put(l, " %7" PRIu64 " %8" PRIu64 " %5" PRIu64 " %5" PRIu64
		     " %5" PRIu64, c->handled, c->accepted, died, c->stopped,
		     c->continued);
	put_span_right(l, has_median, median, 8);
	put_span_right(l, c->handled > 0, c->largest_ns, 8);
}

bool cli_summary_is_used(const struct cli_count *c)
{
	return c->generated + c->discarded + c->handled + c->accepted +
	       c->terminated + c->dumped + c->stopped + c->continued > 0;
}

void cli_summary_text(struct cli_summary *s, bool color, struct cli_out *out)
{
	struct cli_line l = { .n = 0 };
	struct cli_count total;
	char name[CLI_NAME_MAX];
	int sig;

	cli_line_put(&l, "%s%-12s %9s %9s %7s %9s %8s %7s %8s %5s %5s %5s "
		     "%8s %8s%s", color ? "\033[1m" : "", "signal",
		     "generated", "coalesced", "ignored", "discarded",
		     "overflow", "handled", "accepted", "died", "stop", "cont",
		     "median", "largest", color ? "\033[0m" : "");
	end_line(&l, out);
	for (sig = 1; sig <= KSIG_NSIG; sig++) {
		if (!cli_summary_is_used(&s->of[sig]))
			continue;
		put_row(&l, cli_signal_name(sig, name), &s->of[sig], false);
		end_line(&l, out);
	}
	cli_summary_total(s, &total);
	put_row(&l, "total", &total, true);
	end_line(&l, out);
	if (total.lose_info > 0) {
		cli_line_put(&l, "over RLIMIT_SIGPENDING, kept without "
			     "siginfo: %" PRIu64, total.lose_info);
		end_line(&l, out);
	}
}

void cli_summary_free(struct cli_summary *s)
{
	int sig;

	for (sig = 0; sig <= KSIG_NSIG; sig++)
		free(s->of[sig].samples);
	memset(s, 0, sizeof(*s));
}
