/* SPDX-License-Identifier: MIT */
/* Waiting for descriptors: poll, select, epoll, with and without a mask. */
#include "interp.h"
#include "verbs.h"

#define POLL_IN		1
#define EPOLL_CTL_ADD	1
#define EPOLL_CTL_DEL	2
#define EPOLL_CTL_MOD	3

static const struct scn_word event_words[] = {
	{ "IN", 1 }, { "PRI", 2 }, { "OUT", 4 }, { "ERR", 8 }, { "HUP", 16 },
	{ "NVAL", 32 }, { "RDHUP", 0x2000 }, { "ONESHOT", 1ll << 30 },
	{ "ET", 1ll << 31 }, { NULL, 0 },
};

enum { P_TIMEOUT, P_MASK, P_EVENTS, P_SET, P_SIZE };

struct pollfd {
	int32_t fd;
	int16_t events, revents;
};

/* The events asked for: IN, and OUT too if they say so. */
static int prepare(const struct scn_run *r, struct pollfd *p)
{
	int i;

	for (i = 0; i < r->s->nr_args; i++) {
		p[i].fd = (int32_t)scn_fd(r, i);
		p[i].events = (int16_t)scn_opt(r, P_EVENTS, POLL_IN);
		p[i].revents = 0;
	}
	return i;
}

static void put_event(struct scn_run *r, const char *name, int64_t events)
{
	scn_put_key(&r->out, name);
	scn_put_flags(&r->out, event_words, events);
}

static void put_ready(struct scn_run *r, int64_t ret, const struct pollfd *p)
{
	int i;

	if (ret < 0)
		scn_ret(r, ret);
	else if (!ret)
		scn_put(&r->out, "timeout");
	for (i = 0; ret > 0 && i < r->s->nr_args; i++)
		if (p[i].revents)
			put_event(r, r->s->arg[i].text, p[i].revents);
}

/* Milliseconds, -1 without a timeout. */
static int64_t timeout_ms(const struct scn_run *r)
{
	return scn_has_opt(r, P_TIMEOUT) ?
		scn_opt(r, P_TIMEOUT, 0) / 1000000 : -1;
}

static void do_poll(struct scn_run *r)
{
	struct pollfd p[SCN_ARGS_MAX];
	int n = prepare(r, p);

	put_ready(r, CALL(r->a, NR_poll, scn_ptr(p), n, timeout_ms(r)), p);
}

static void do_ppoll(struct scn_run *r)
{
	struct pollfd p[SCN_ARGS_MAX];
	struct linux_timespec ts;
	uint64_t mask = (uint64_t)scn_opt(r, P_MASK, 0);
	int n = prepare(r, p);

	put_ready(r, CALL(r->a, NR_ppoll, scn_ptr(p), n,
			  scn_ptr(scn_timespec(&r->s->opt[P_TIMEOUT], &ts)),
			  scn_opt_ptr(r, P_SET, scn_has_opt(r, P_MASK) ?
				      &mask : NULL),
			  scn_opt(r, P_SIZE, 8)), p);
}

/* select(2) with the reading set only. */
static void do_select(struct scn_run *r, bool with_mask)
{
	struct linux_timespec ts, *t =
		scn_timespec(&r->s->opt[P_TIMEOUT], &ts);
	uint64_t set[16] = { 0 }, mask = (uint64_t)scn_opt(r, P_MASK, 0);
	uint64_t arg[2] = { scn_opt_ptr(r, P_SET, scn_has_opt(r, P_MASK) ?
					&mask : NULL),
		(uint64_t)scn_opt(r, P_SIZE, 8) };
	int64_t fd, ret, max = -1;
	int i;

	for (i = 0; i < r->s->nr_args; i++) {
		fd = scn_fd(r, i) & 1023;
		set[fd / 64] |= 1ull << (fd % 64);
		if (fd > max)
			max = fd;
	}
	if (with_mask) {
		ret = CALL(r->a, NR_pselect6, max + 1, scn_ptr(set), 0, 0,
			   scn_ptr(t), scn_ptr(arg));
	} else {
		if (t)
			t->tv_nsec /= 1000;	/* a timeval */
		ret = CALL(r->a, NR_select, max + 1, scn_ptr(set), 0, 0,
			   scn_ptr(t));
	}
	if (ret < 0)
		scn_ret(r, ret);
	else if (!ret)
		scn_put(&r->out, "timeout");
	for (i = 0; ret > 0 && i < r->s->nr_args; i++) {
		fd = scn_fd(r, i) & 1023;
		if (set[fd / 64] >> (fd % 64) & 1)
			put_event(r, r->s->arg[i].text, POLL_IN);
	}
}

static void plain_select(struct scn_run *r)
{
	do_select(r, false);
}

static void do_pselect(struct scn_run *r)
{
	do_select(r, true);
}

struct epoll_event {
	uint32_t events;
	uint32_t data[2];
} __attribute__((packed));

static void do_epoll(struct scn_run *r)
{
	scn_ret_new(r, CALL(r->a, NR_epoll_create1, 0),
		    (int)scn_arg(r, 0, 0));
}

static void ctl(struct scn_run *r, int op)
{
	struct epoll_event e = { (uint32_t)scn_opt(r, 0, POLL_IN),
		{ (uint32_t)scn_arg(r, 1, 0), 0 } };

	scn_ret(r, CALL(r->a, NR_epoll_ctl, scn_fd(r, 0), op, scn_fd(r, 1),
			scn_ptr(&e)));
}

static void epoll_add(struct scn_run *r)
{
	ctl(r, EPOLL_CTL_ADD);
}

static void epoll_mod(struct scn_run *r)
{
	ctl(r, EPOLL_CTL_MOD);
}

static void epoll_del(struct scn_run *r)
{
	ctl(r, EPOLL_CTL_DEL);
}

static void put_events(struct scn_run *r, int64_t ret,
		       const struct epoll_event *e)
{
	int64_t i;

	if (ret < 0)
		scn_ret(r, ret);
	else if (!ret)
		scn_put(&r->out, "timeout");
	for (i = 0; i < ret; i++)
		put_event(r, r->a->board->file->name_of[e[i].data[0]],
			  e[i].events);
}

static void epoll_wait(struct scn_run *r)
{
	struct epoll_event e[8];

	put_events(r, CALL(r->a, NR_epoll_wait, scn_fd(r, 0), scn_ptr(e), 8,
			   timeout_ms(r)), e);
}

static void epoll_pwait(struct scn_run *r)
{
	uint64_t mask = (uint64_t)scn_opt(r, P_MASK, 0);
	struct epoll_event e[8];

	put_events(r, CALL(r->a, NR_epoll_pwait, scn_fd(r, 0), scn_ptr(e), 8,
			   timeout_ms(r),
			   scn_opt_ptr(r, P_SET, scn_has_opt(r, P_MASK) ?
				       &mask : NULL),
			   scn_opt(r, P_SIZE, 8)), e);
}

static void epoll_pwait2(struct scn_run *r)
{
	uint64_t mask = (uint64_t)scn_opt(r, P_MASK, 0);
	struct linux_timespec ts;
	struct epoll_event e[8];

	put_events(r, CALL(r->a, NR_epoll_pwait2, scn_fd(r, 0), scn_ptr(e), 8,
			   scn_ptr(scn_timespec(&r->s->opt[P_TIMEOUT], &ts)),
			   scn_opt_ptr(r, P_SET, scn_has_opt(r, P_MASK) ?
				       &mask : NULL),
			   scn_opt(r, P_SIZE, 8)), e);
}

#define FDS	.args = PARAMS(MAYBE_LIST("fds", SCN_T_NAME))
#define EPOLL	PARAM("epoll", SCN_T_NAME)
#define OPTS	.opts = PARAMS(PARAM("timeout", SCN_T_TIME), \
	PARAM("mask", SCN_T_SET), FROM("events", SCN_T_FLAGS, event_words), \
	PARAM("set", SCN_T_PTR), PARAM("size", SCN_T_NUM))
#define EVENTS	.opts = PARAMS(FROM("events", SCN_T_FLAGS, event_words))
#define EPOLL_FD .args = PARAMS(EPOLL, PARAM("fd", SCN_T_NAME))

const struct scn_verb scn_verbs_poll[] = {
	{ .name = "poll", .run = do_poll, FDS, OPTS,
	  .help = "poll(2): what is ready, or `timeout`.",
	  .example = "poll r s timeout=0 = r=IN" },
	{ .name = "ppoll", .run = do_ppoll, FDS, OPTS,
	  .help = "With a mask meanwhile; set=bad, size= for errors.",
	  .example = "ppoll r mask={} ..." },
	{ .name = "select", .run = plain_select, FDS, OPTS,
	  .help = "select(2), for reading.", .example = "select r ..." },
	{ .name = "pselect", .run = do_pselect, FDS, OPTS,
	  .help = "With a mask meanwhile.",
	  .example = "pselect r mask={USR2} ..." },
	{ .name = "epoll", .run = do_epoll,
	  .args = PARAMS(PARAM("epoll", SCN_T_NEWNAME)),
	  .help = "A new epoll.", .example = "epoll e" },
	{ .name = "epoll_add", .run = epoll_add, EPOLL_FD, EVENTS,
	  .help = "EPOLL_CTL_ADD.", .example = "epoll_add e r events=IN|ET" },
	{ .name = "epoll_mod", .run = epoll_mod, EPOLL_FD, EVENTS,
	  .help = "EPOLL_CTL_MOD.", .example = "epoll_mod e r events=IN" },
	{ .name = "epoll_del", .run = epoll_del, EPOLL_FD,
	  .help = "EPOLL_CTL_DEL.", .example = "epoll_del e r" },
	{ .name = "epoll_wait", .run = epoll_wait, .args = PARAMS(EPOLL),
	  OPTS, .help = "epoll_wait(2).",
	  .example = "epoll_wait e timeout=0 = r=IN" },
	{ .name = "epoll_pwait", .run = epoll_pwait, .args = PARAMS(EPOLL),
	  OPTS, .help = "With a mask meanwhile.",
	  .example = "epoll_pwait e mask={} ..." },
	{ .name = "epoll_pwait2", .run = epoll_pwait2, .args = PARAMS(EPOLL),
	  OPTS, .help = "The same with nanoseconds.",
	  .example = "epoll_pwait2 e mask={} ..." },
	{ .name = NULL },
};
