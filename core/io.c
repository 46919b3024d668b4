/* SPDX-License-Identifier: MIT */
/*
 * Signals of file descriptors (fcntl(2): F_SETOWN, F_SETOWN_EX, F_SETSIG,
 * O_ASYNC): SIGIO, or the signal chosen for it, and SIGURG.
 */
#include "core.h"

/* si_band: what poll(2) would say (its POLLIN, ... of the ABI). */
#define BAND_IN		0x01
#define BAND_PRI	0x02
#define BAND_OUT	0x04
#define BAND_ERR	0x08
#define BAND_HUP	0x10
#define BAND_RDNORM	0x40
#define BAND_RDBAND	0x80
#define BAND_WRNORM	0x100
#define BAND_WRBAND	0x200
#define BAND_MSG	0x400

static const int16_t bands[] = {
	[LINUX_POLL_IN] = BAND_IN | BAND_RDNORM,
	[LINUX_POLL_OUT] = BAND_OUT | BAND_WRNORM | BAND_WRBAND,
	[LINUX_POLL_MSG] = BAND_IN | BAND_RDNORM | BAND_MSG,
	[LINUX_POLL_ERR] = BAND_ERR,
	[LINUX_POLL_PRI] = BAND_PRI | BAND_RDBAND,
	[LINUX_POLL_HUP] = BAND_HUP | BAND_ERR,
};

static const struct ksig_origin by_io = { KSIG_BY_IO, 0, 0 };

/* What is to be generated for each target. */
struct io {
	const struct ksig_io_owner *owner;
	int sig;		/* F_SETSIG's; 0: SIGIO without details */
	int plain;		/* what is sent if that fails or is 0 */
	int32_t fd, reason;
};

/*
 * May who set the owner signal t? By the ids that he had then; neither
 * capabilities nor the session count. Linux: sigio_perm().
 */
static bool may_signal(const struct ksig_io_owner *o, struct ksig_task *t)
{
	struct ksig_cred c;

	t->k->port->cred_get(t, &c);
	return o->euid == 0 || o->euid == c.suid || o->euid == c.uid ||
	       o->uid == c.suid || o->uid == c.uid;
}

/*
 * Where si_code would mean something else for the signal, it is SI_SIGIO
 * (observed on 6.18: SIGCHLD, SIGTRAP).
 */
static void fill(struct linux_siginfo *info, const struct io *io)
{
	*info = (struct linux_siginfo){
		.si_signo = io->sig, .si_code = io->reason,
	};
	if (io->sig != LINUX_SIGIO && ksig__siginfo_has_codes(io->sig))
		info->si_code = LINUX_SI_SIGIO;
	info->u.poll.band = bands[io->reason];
	info->u.poll.fd = io->fd;
}

/*
 * To one task or its process. What cannot be queued becomes a SIGIO, so that
 * the program learns that it has missed something (fcntl(2), F_SETSIG).
 * Linux: send_sigio_to_task().
 */
static void send(struct ksig_task *t, const struct io *io)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	bool shared = io->owner->kind != KSIG_IO_TASK;
	struct linux_siginfo info;

	if (!may_signal(io->owner, t))
		return;
	if (io->sig) {
		fill(&info, io);
		if (!ksig__generate(t->group, t, shared, &info, &by_io))
			return;
	}
	ksig__siginfo_kernel(&info, io->plain);
	(void)ksig__generate(t->group, t, shared, &info, &by_io);
}

/* Of a process group's members each one that is alive. */
static void send_pgrp(struct ksig *k, const struct io *io)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *g;

	KSIG__EACH_GROUP(g, k)
		if (g->pgid == io->owner->id &&
		    !ksig__list_is_empty(&g->tasks))
			send(ksig__task_of(g->tasks.next), io);
}

static void send_all(struct ksig *k, const struct io *io)
{
	struct ksig_task *t;

	ksig__tree_lock(k);
	if (io->owner->kind == KSIG_IO_PGRP) {
		send_pgrp(k, io);
	} else if (io->owner->kind != KSIG_IO_NOBODY) {
		t = ksig__tree_find_task(k, io->owner->id);
		if (t)
			send(t, io);
	}
	ksig__tree_unlock(k);
}

/* See ksig.h. Locks: takes tree_lock, siglocks. Linux: send_sigio(). */
int ksig_generate_io(struct ksig *k, const struct ksig_io_owner *owner,
		     int32_t fd, int32_t reason)
{
	struct io io = { owner, owner->sig, LINUX_SIGIO, fd, reason };

	if (reason < LINUX_POLL_IN || reason > LINUX_POLL_HUP ||
	    (owner->sig && !ksig_signal_valid(owner->sig)))
		return -LINUX_EINVAL;
	send_all(k, &io);
	return 0;
}

/* See ksig.h. Linux: send_sigurg(). */
void ksig_generate_urg(struct ksig *k, const struct ksig_io_owner *owner)
{
	struct io io = { owner, 0, LINUX_SIGURG, 0, 0 };

	send_all(k, &io);
}
