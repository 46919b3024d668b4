/* SPDX-License-Identifier: MIT */
/* The clock (TSC, measured against the 8254), and what is called at a time. */
#include "kernel.h"

#define PIT_HZ		1193182u
#define PIT_MS		20u

uint64_t tsc_per_ms;
static uint64_t tsc_at_boot, realtime_at_boot_ns;
static struct lock timer_lock;
static struct ksig_list timers = { &timers, &timers };	/* next one first */
static uint64_t first_ns = NEVER;

/* Channel 2 counts down once; its output tells the end. */
static void measure(void)
{
	uint32_t count = PIT_HZ * PIT_MS / 1000;
	uint64_t begin;

	outb(0x61, (uint8_t)((inb(0x61) & ~2u) | 1u));
	outb(0x43, 0xb0);
	outb(0x42, (uint8_t)count);
	outb(0x42, (uint8_t)(count >> 8));
	begin = rdtsc();
	while (!(inb(0x61) & 0x20))
		;
	tsc_per_ms = (rdtsc() - begin) / PIT_MS;
}

static uint64_t cmos(uint8_t r)
{
	uint8_t v;

	outb(0x70, r);
	v = inb(0x71);
	return (uint64_t)(v >> 4) * 10 + (v & 15);
}

/* Days since 1970 of a date in the proleptic Gregorian calendar. */
static uint64_t days(uint64_t y, uint64_t m, uint64_t d)
{
	if (m <= 2) {
		y--;
		m += 12;
	}
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m - 457) / 5 + d -
	       719469;
}

void time_init(void)
{
	uint64_t s;

	measure();
	tsc_at_boot = rdtsc() - tsc_per_ms;
	s = days(2000 + cmos(9), cmos(8), cmos(7)) * 86400 + cmos(4) * 3600 +
	    cmos(2) * 60 + cmos(0);
	realtime_at_boot_ns = s * NS_PER_S;
}

uint64_t now_ns(void)
{
	uint64_t d = rdtsc() - tsc_at_boot, ms = d / tsc_per_ms;

	return ms * NS_PER_MS + d % tsc_per_ms * NS_PER_MS / tsc_per_ms;
}

uint64_t realtime_ns(void)
{
	return realtime_at_boot_ns + now_ns();
}

static void first_changed(void)
{
	__atomic_store_n(&first_ns, list_is_empty(&timers) ? NEVER :
			 container(timers.next, struct timer, node)->at_ns,
			 __ATOMIC_RELAXED);
}

void timer_set(struct timer *t, uint64_t at_ns)
{
	struct ksig_list *p;

	lock(&timer_lock);
	if (t->is_set)
		list_remove(&t->node);
	t->is_set = at_ns != NEVER;
	t->at_ns = at_ns;
	if (t->is_set) {
		for (p = timers.next; p != &timers; p = p->next)
			if (container(p, struct timer, node)->at_ns > at_ns)
				break;
		list_add_tail(p, &t->node);
	}
	first_changed();
	unlock(&timer_lock);
}

/* At a tick: no lock is held, so what is called may do anything. */
void timers_run(void)
{
	uint64_t now = now_ns();
	struct timer *t;

	while (__atomic_load_n(&first_ns, __ATOMIC_RELAXED) <= now) {
		lock(&timer_lock);
		t = list_is_empty(&timers) ? NULL :
		    container(timers.next, struct timer, node);
		if (!t || t->at_ns > now) {
			unlock(&timer_lock);
			break;
		}
		list_remove(&t->node);
		t->is_set = false;
		first_changed();
		unlock(&timer_lock);
		t->fn(t);
	}
}
