/* SPDX-License-Identifier: MIT */
/*
 * A signalfd's open file, and what stands for it on the host.
 *
 * A stand-in is a timerfd that is never armed: to fstat(2), write(2), lseek(2)
 * and poll(2) that looks as a signalfd does, and it is readable when its ticks
 * are set. So poll, select and epoll work natively. Whether a signalfd is
 * readable depends on who asks. So each process that has the file open has a
 * stand-in of its own, put in the place of its parent's when it is forked.
 * That is also what epoll wants, which Linux wakes for signals of the process
 * that has added the descriptor (signalfd(2)).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "sigfd.h"

/* Could some thread of hg read from f? */
static bool is_ready(struct hgroup *hg, const struct hsigfile *f)
{
	struct ksig_list *l;

	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next)
		if (ksig_signalfd_ready(&ht_at(l)->t, f->mask))
			return true;
	return false;
}

/*
 * A host without TFD_IOC_SET_TICKS (that is CONFIG_CHECKPOINT_RESTORE) has the
 * timer run out, which it has only almost done when the call returns.
 */
static bool expire(int fd)
{
	struct itimerspec past = { .it_value = { .tv_nsec = 1 } };
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return timerfd_settime(fd, TFD_TIMER_ABSTIME, &past, NULL) == 0 &&
	       poll(&p, 1, 1000) == 1;
}

/* Readable: an edge, if it has been so before. */
static void raise_stand(struct hstand *st)
{
	uint64_t ticks = 1;

	if (ioctl(st->ours, SIGFD_SET_TICKS, &ticks) == 0 ||
	    (errno == ENOTTY && expire(st->ours)))
		st->raised = true;
}

static void lower_stand(struct hstand *st)
{
	struct itimerspec never = { .it_value = { .tv_sec = 0 } };

	if (timerfd_settime(st->ours, 0, &never, NULL) == 0)
		st->raised = false;
}

/*
 * Linux wakes who polls a signalfd for each signal that is queued for the
 * process, and whatever its number they find it readable or not.
 */
static void update(struct hgroup *hg)
{
	struct hstand *st;
	bool ready;

	for (st = hg->stands; st; st = st->hg_next) {
		if (!hg->sigfd_event && !hg->sigfd_dirty && !st->raised)
			continue;
		ready = is_ready(hg, st->file);
		if (ready && (!st->raised || hg->sigfd_event))
			raise_stand(st);
		else if (!ready && st->raised)
			lower_stand(st);
	}
	hg->sigfd_event = hg->sigfd_dirty = false;
}

/* What ht did to a signalfd is to be seen before it goes on. */
void sigfd_going(struct hgroup *hg)
{
	if (host.poll_dirty)
		sigfd_update_all();
	if (hg->stands)
		update(hg);
}

void sigfd_update_all(void)
{
	struct ksig_list *l;
	struct hgroup *hg;

	host.poll_dirty = false;
	for (l = host.k.groups.next; l != &host.k.groups; l = l->next) {
		hg = hg_at(l);
		if (hg->sigfd_event || hg->sigfd_dirty)
			update(hg);
	}
}

/* A signal was queued for hg. */
void sigfd_event(struct hgroup *hg)
{
	if (hg->stands)
		hg->sigfd_event = host.poll_dirty = true;
}

/* Every process that has f: look again. */
void sigfile_dirty(struct hsigfile *f)
{
	struct hstand *st;

	for (st = f->stands; st; st = st->next)
		if (st->hg)
			st->hg->sigfd_dirty = host.poll_dirty = true;
}

void sigfile_set_mask(struct hsigfile *f, uint64_t mask)
{
	const uint64_t chld = SIGBIT(LINUX_SIGCHLD);

	host.nr_chld_files -= (f->mask & chld) != 0;
	f->mask = mask;
	host.nr_chld_files += (f->mask & chld) != 0;
}

struct hsigfile *sigfile_new(uint64_t mask)
{
	struct hsigfile *f = calloc(1, sizeof(*f));

	if (f) {
		sigfile_set_mask(f, mask);
		f->next = host.sigfiles;
		host.sigfiles = f;
	}
	return f;
}

static void sigfile_free(struct hsigfile *f)
{
	struct hsigfile **p;

	for (p = &host.sigfiles; *p != f; p = &(*p)->next)
		;
	*p = f->next;
	sigfile_set_mask(f, 0);
	free(f);
}

/* ours, which is the stand-in's from now on, is a duplicate of a descriptor
 * of hg. Without memory: NULL, and it is closed. */
struct hstand *stand_new(struct hgroup *hg, struct hsigfile *f, int ours)
{
	struct hstand *st = f ? calloc(1, sizeof(*st)) : NULL;

	if (!st) {
		close(ours);
		if (f && !f->stands)
			sigfile_free(f);
		return NULL;
	}
	st->file = f;
	st->hg = hg;
	st->ours = ours;
	st->next = f->stands;
	f->stands = st;
	st->hg_next = hg->stands;
	hg->stands = st;
	host.nr_kept++;		/* so far */
	hg->sigfd_dirty = host.poll_dirty = true;
	return st;
}

static void disown(struct hstand *st)
{
	struct hstand **p;

	if (!st->hg)
		return;
	for (p = &st->hg->stands; *p != st; p = &(*p)->hg_next)
		;
	*p = st->hg_next;
	st->hg = NULL;
	host.nr_kept -= st->refs == 0;
}

static void stand_free(struct hstand *st)
{
	struct hstand **p;

	disown(st);
	for (p = &st->file->stands; *p != st; p = &(*p)->next)
		;
	*p = st->next;
	close(st->ours);
	free(st);
}

void stand_ref(struct hstand *st)
{
	if (st->hg && st->refs == 0)
		host.nr_kept--;
	st->refs++;
	st->file->refs++;
}

/*
 * A descriptor of st was closed. As long as the file is open anywhere, epolls
 * go on knowing it: that is so on Linux, too.
 */
void stand_put(struct hstand *st)
{
	struct hsigfile *f = st->file;

	if (--st->refs == 0 && st->hg)
		host.nr_kept++;
	if (--f->refs == 0) {
		while (f->stands)
			stand_free(f->stands);
		sigfile_free(f);
	} else if (st->refs == 0 && !st->hg) {
		stand_free(st);
	}
}

/* hg has gone: nobody signals it. */
void stands_forget(struct hgroup *hg)
{
	struct hstand *st;

	while ((st = hg->stands)) {
		disown(st);
		if (st->refs == 0)
			stand_free(st);
		else if (st->raised)
			lower_stand(st);
	}
}
