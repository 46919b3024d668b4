/* SPDX-License-Identifier: MIT */
/*
 * What the files of signalfd share: sigfd_file.c (open files and what stands
 * for them), sigfd.c (descriptors), sigfd_read.c.
 */
#ifndef KSIG_HOST_SIGFD_H
#define KSIG_HOST_SIGFD_H

#include "internal.h"

/* sigfd_file.c */
struct hsigfile *sigfile_new(uint64_t mask);
void sigfile_set_mask(struct hsigfile *f, uint64_t mask);
void sigfile_dirty(struct hsigfile *f);
struct hstand *stand_new(struct hgroup *hg, struct hsigfile *f, int ours);
void stand_ref(struct hstand *st);	/* another descriptor of it */
void stand_put(struct hstand *st);	/* one less */
void stands_forget(struct hgroup *hg);
/* sigfd.c */
struct hsigfd *sigfd_find(struct hgroup *hg, int fd);
bool sigfd_is_stand(struct hgroup *hg, int fd, const struct hstand *st);
/* ht's process has got fd, a descriptor of st, from another. */
void sigfd_take(struct htask *ht, int fd, struct hstand *st);

#endif /* KSIG_HOST_SIGFD_H */
