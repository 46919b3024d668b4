/* SPDX-License-Identifier: MIT */
/* Open files of the simulator: what the files about files share. */
#ifndef KSIG_PORTS_SIM_FILE_H
#define KSIG_PORTS_SIM_FILE_H

#include "internal.h"

/* poll(2), epoll(7) */
#define SIM_POLLIN	0x001u
#define SIM_POLLPRI	0x002u
#define SIM_POLLOUT	0x004u
#define SIM_POLLERR	0x008u
#define SIM_POLLHUP	0x010u
#define SIM_POLLNVAL	0x020u
#define SIM_POLLRDHUP	0x2000u

/* open(2)'s and the like, on x86-64. */
#define SIM_O_WRONLY	01u
#define SIM_O_RDWR	02u
#define SIM_O_NOCTTY	0400u
#define SIM_O_NONBLOCK	04000u
#define SIM_O_ASYNC	020000u
#define SIM_O_CLOEXEC	02000000u

/* What a kind of file does; NULL: -EINVAL. Called by a task in a call. */
struct sim_file_ops {
	int64_t (*read)(struct sim_task *t, struct sim_file *f, uint64_t uaddr,
			uint64_t bytes, bool may_wait);
	int64_t (*write)(struct sim_task *t, struct sim_file *f,
			 uint64_t uaddr, uint64_t bytes);
	uint32_t (*poll)(struct sim_task *t, struct sim_file *f);
	int64_t (*ioctl)(struct sim_task *t, struct sim_file *f, uint64_t cmd,
			 uint64_t arg);
	/* The last descriptor has gone. */
	void (*release)(struct sim *s, struct sim_file *f);
};

struct sim_file {
	const struct sim_file_ops *ops;
	struct sim_file *next;		/* all open ones */
	uint32_t nr_refs;
	uint32_t flags;			/* SIM_O_* */
	uint32_t nr_events;		/* for edge-triggered epoll */
	void *object;			/* what ops know */
	ksig_sigset mask;		/* of a signalfd */
	uint64_t count;			/* of an eventfd; a pidfd's pid */
	/* Who gets SIGIO, or owner_sig: fcntl(2), F_SETOWN, F_SETSIG. */
	int32_t owner_type, owner_id, owner_sig;
	uint32_t owner_uid, owner_euid;
	int32_t owner_fd;		/* for si_fd: that of F_SETFL */
};

#define SIM_FDS_MAX	128u
struct sim_files {
	uint32_t nr_refs;
	struct sim_file *fd[SIM_FDS_MAX];
	bool cloexec[SIM_FDS_MAX];
};

struct sim_file *sim_file_new(struct sim *s, const struct sim_file_ops *ops,
			      uint32_t flags, void *object);
void sim_file_put(struct sim *s, struct sim_file *f);
struct sim_file *sim_file_get(struct sim_task *t, uint64_t fd);
/* Lowest free descriptor from first on, or a negative errno (f is put). */
int64_t sim_fd_install(struct sim_task *t, struct sim_file *f, uint32_t first,
		       bool cloexec);
/* f has become readable or writable (SIM_POLL*): pollers, SIGIO. */
void sim_file_event(struct sim *s, struct sim_file *f, uint32_t events);
/* Sleep on channel for f's sake: 0, or what the call returns. */
int64_t sim_file_wait(struct sim_task *t, const struct sim_file *f,
		      const void *channel);
bool sim_is_signalfd(const struct sim_file *f);
bool sim_is_epoll(const struct sim_file *f);
void sim_epoll_signal(struct sim *s, const struct ksig_group *g);
void sim_epoll_forget(struct sim *s, struct sim_file *f);
int64_t sim_epoll_wait(struct sim_task *t, uint64_t epfd, uint64_t events,
		       int64_t max, uint64_t deadline_ns);

#endif /* KSIG_PORTS_SIM_FILE_H */
