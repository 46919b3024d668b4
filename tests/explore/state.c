/* SPDX-License-Identifier: MIT */
/*
 * See state.h. Ids of instances and addresses are left out: they differ
 * between schedules and decide nothing.
 */
#include "state.h"
#include <string.h>
#include "core/core.h"

static void mix(uint64_t *h, uint64_t v)
{
	*h = (*h ^ v) * 0x9e3779b97f4a7c15ull;
	*h ^= *h >> 29;
}

static void mix_text(uint64_t *h, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		*h = (*h ^ (uint8_t)s[i]) * 0x100000001b3ull;
	mix(h, len);
}

static void mix_pending(uint64_t *h, const struct ksig_pending *p)
{
	const struct ksig_entry *e;
	const struct ksig_list *n;

	mix(h, p->set);
	mix(h, p->queued);
	for (n = p->queue.next; n != &p->queue; n = n->next) {
		e = ksig__entry_of((struct ksig_list *)(uintptr_t)n);
		mix_text(h, (const char *)&e->info, sizeof(e->info));
	}
}

static void mix_task(uint64_t *h, const struct ksig_task *t)
{
	mix(h, (uint64_t)(uint32_t)t->tid << 32 | t->flags);
	mix(h, t->blocked);
	mix(h, t->saved_blocked);
	mix(h, t->real_blocked);
	mix(h, (uint64_t)t->has_deliverable << 8 | t->park.kind);
	mix(h, t->park.set);
	mix(h, t->altstack.sp);
	mix(h, t->nr_children);
	mix_pending(h, &t->pending);
}

static void mix_timers(uint64_t *h, const struct ksig_group *g)
{
	const struct ksig_timer *tm;

	KSIG__EACH_TIMER(tm, g) {
		mix(h, tm->flags);
		mix(h, tm->expires_ns);
	}
}

static void mix_group(uint64_t *h, const struct ksig_group *g)
{
	const struct ksig_group *c;
	const struct ksig_task *t;

	mix(h, (uint64_t)(uint32_t)g->pid << 32 | g->flags);
	mix(h, (uint64_t)(uint32_t)g->pgid << 32 | (uint32_t)g->sid);
	mix(h, (uint64_t)(uint32_t)g->status << 32 | (uint32_t)g->exit_sig);
	mix(h, (uint64_t)(uint32_t)g->stop_sig << 32 | (uint32_t)g->stop_code);
	mix(h, g->nr_to_stop);
	mix(h, g->leader ? 1 : g->leader_blocked);
	mix(h, g->next_target ? (uint32_t)g->next_target->tid : 0);
	mix(h, g->rlimit_sigpending);
	mix_pending(h, &g->shared);
	KSIG__EACH_CHILD(c, g)
		mix(h, (uint32_t)c->pid);
	KSIG__EACH_TASK(t, g)
		mix_task(h, t);
	mix_timers(h, g);
	if (g->sighand)
		mix_text(h, (const char *)g->sighand->action,
			 sizeof(g->sighand->action));
}

/* Each actor's own lines are in order; among actors it does not matter. */
static uint64_t lines(const struct scn_board *b, int32_t actor)
{
	uint64_t h = 1;
	uint32_t i;

	for (i = 0; i < b->nr_lines && i < SCN_LINES_MAX; i++)
		if (b->line[i].actor == actor &&
		    b->line[i].kind != SCN_LINE_TRACE) {
			mix(&h, (uint64_t)(uintptr_t)b->line[i].stmt);
			mix_text(&h, b->line[i].text,
				 strlen(b->line[i].text));
		}
	return h;
}

uint64_t state_hash(struct sim *s, const struct scn_board *b,
		    const struct scn_text *transcript)
{
	struct ksig *k = sim_ksig(s);
	const struct ksig_group *g;
	uint64_t h = sim_now(s), sum = 0, one;
	int i;

	mix_text(&h, transcript->buf, strlen(transcript->buf));
	for (i = 0; i < b->file->nr_actors; i++) {
		mix(&h, lines(b, i));
		mix(&h, (uint64_t)(uintptr_t)b->actor[i].current);
		mix(&h, (uint64_t)b->actor[i].at << 8 |
			(uint64_t)b->actor[i].depth);
		mix(&h, b->actor[i].todo);
		mix(&h, b->actor[i].jump_mask);
		mix(&h, (uint64_t)b->actor[i].quiet);
	}
	/* The list of all is by age, which may differ. */
	KSIG__EACH_GROUP(g, k) {
		one = 1;
		mix_group(&one, g);
		sum += one;
	}
	mix(&h, sum);
	return h ? h : 1;
}

bool state_add(struct state_set *set, uint64_t hash)
{
	uint32_t i = (uint32_t)hash;

	for (;; i++) {
		i &= STATES_MAX - 1;
		if (set->of[i] == hash)
			return true;
		if (!set->of[i])
			break;
	}
	if (set->nr < STATES_MAX / 2) {
		set->of[i] = hash;
		set->nr++;
	}
	return false;
}
