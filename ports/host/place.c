/* SPDX-License-Identifier: MIT */
/*
 * Where the runner and its guests run.
 *
 * A stop whose guest and runner are on two CPUs costs five times one on the
 * same CPU: both have to be woken from idle (measured: 52 us against 10 us).
 * The runner cannot just follow: while it runs, the guest it lets go is woken
 * on the other, idle CPU. So a thread that stops often ("hot") is pinned to
 * the runner's CPU together with the runner, and let loose again when it
 * stops no more. Threads that compute are never pinned.
 *
 * Two hot threads on one CPU share it. If one of them has to wait for it too
 * long (run_delay of /proc/TID/schedstat), only one stays pinned for a while:
 * threads that alternate gain by sharing, threads that work in parallel lose.
 *
 * The guest must not see it: its children get its own mask back, and before
 * it asks for or sets an affinity it has it back too.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "internal.h"

#define HOT_NS		200000u		/* mean time between stops */
#define COLD_NS		400000u
#define QUIET_NS	2000000u	/* no stop for this long: let loose */
#define GAP_MAX_NS	10000000u	/* longer gaps count as this */
#define CHECK_NS	6000000u
#define WAITED_PERCENT	40u		/* of CHECK_NS: too much */
#define ALONE_MIN_NS	50000000u
#define ALONE_MAX_NS	800000000u

static struct {
	struct htask *pinned;
	int nr_pinned;
	int cpu;		/* of the runner and the pinned; -1: none */
	cpu_set_t own;		/* the runner's mask */
	uint64_t check_ns;
	uint64_t alone_until_ns, alone_for_ns;
	bool off;		/* one CPU, or it is not allowed */
} place = { .cpu = -1 };

void place_init(void)
{
	place.off = sched_getaffinity(0, sizeof(place.own), &place.own) != 0 ||
		    CPU_COUNT(&place.own) < 2;
}

static uint64_t run_delay(struct htask *ht)
{
	char path[64], buf[64];
	unsigned long long run, delay = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", ht->t.tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, buf, sizeof(buf) - 1);
	close(fd);
	if (n > 0) {
		buf[n] = '\0';
		sscanf(buf, "%llu %llu", &run, &delay);
	}
	return delay;
}

void place_unpin(struct htask *ht)
{
	struct htask **p;

	if (!ht->pinned)
		return;
	for (p = &place.pinned; *p != ht; p = &(*p)->pin_next)
		;
	*p = ht->pin_next;
	ht->pinned = false;
	sched_setaffinity(ht->t.tid, sizeof(cpu_set_t), ht->affinity);
	free(ht->affinity);
	ht->affinity = NULL;
	if (--place.nr_pinned == 0) {
		sched_setaffinity(0, sizeof(place.own), &place.own);
		place.cpu = -1;
	}
}

void place_unpin_all(void)
{
	while (place.pinned)
		place_unpin(place.pinned);
}

static void pin(struct htask *ht, uint64_t now)
{
	cpu_set_t one, *own;

	if (place.nr_pinned && now < place.alone_until_ns)
		return;
	own = malloc(sizeof(*own));
	if (!own || sched_getaffinity(ht->t.tid, sizeof(*own), own) != 0) {
		free(own);
		return;
	}
	if (place.cpu < 0)
		place.cpu = sched_getcpu();
	CPU_ZERO(&one);
	CPU_SET(place.cpu, &one);
	if (!CPU_ISSET(place.cpu, own) || CPU_COUNT(own) < 2 ||
	    sched_setaffinity(ht->t.tid, sizeof(one), &one) != 0) {
		free(own);
		if (!place.nr_pinned)
			place.cpu = -1;
		return;
	}
	if (place.nr_pinned++ == 0)
		sched_setaffinity(0, sizeof(one), &one);
	ht->affinity = own;
	ht->pinned = true;
	ht->pin_delay = run_delay(ht);
	ht->pin_next = place.pinned;
	place.pinned = ht;
}

/* Does one of several pinned threads wait too long for the shared CPU? */
static void check(uint64_t now)
{
	uint64_t window = now - place.check_ns, delay;
	struct htask *ht;
	bool crowded = false;

	place.check_ns = now;
	for (ht = place.pinned; ht; ht = ht->pin_next) {
		delay = run_delay(ht);
		if (window < 2 * CHECK_NS &&
		    (delay - ht->pin_delay) * 100 > window * WAITED_PERCENT)
			crowded = true;
		ht->pin_delay = delay;
	}
	if (!crowded)
		return;
	place.alone_for_ns = place.alone_for_ns ? 2 * place.alone_for_ns :
						  ALONE_MIN_NS;
	if (place.alone_for_ns > ALONE_MAX_NS)
		place.alone_for_ns = ALONE_MAX_NS;
	place.alone_until_ns = now + place.alone_for_ns;
	while (place.nr_pinned > 1)
		place_unpin(place.pinned->pin_next);
}

/* ht has stopped. */
void place_stop(struct htask *ht)
{
	uint64_t now, gap;

	if (place.off)
		return;
	now = host_now();
	gap = now - ht->stop_ns;
	ht->stop_ns = now;
	if (gap > GAP_MAX_NS)
		gap = GAP_MAX_NS;
	ht->stop_gap_ns += gap / 8 - ht->stop_gap_ns / 8;
	if (ht->pinned && ht->stop_gap_ns > COLD_NS)
		place_unpin(ht);
	else if (!ht->pinned && ht->stop_gap_ns < HOT_NS)
		pin(ht, now);
	if (place.nr_pinned > 1 && now - place.check_ns > CHECK_NS)
		check(now);
}

/* Let loose who has stopped no more; when to look next, UINT64_MAX: never. */
uint64_t place_due(void)
{
	uint64_t now, next = UINT64_MAX;
	struct htask *ht, *after;

	if (!place.pinned)
		return next;
	now = host_now();
	for (ht = place.pinned; ht; ht = after) {
		after = ht->pin_next;
		if (ht->stop_ns + QUIET_NS <= now)
			place_unpin(ht);
		else if (ht->stop_ns + QUIET_NS < next)
			next = ht->stop_ns + QUIET_NS;
	}
	return next;
}

/* A new thread, with its parent's mask; parent NULL: the first one. */
void place_born(struct htask *child, const struct htask *parent)
{
	child->stop_gap_ns = GAP_MAX_NS;
	if (parent && parent->pinned)
		sched_setaffinity(child->t.tid, sizeof(cpu_set_t),
				  parent->affinity);
}
