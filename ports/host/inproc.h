/* SPDX-License-Identifier: MIT */
/*
 * What the three files of the in-process path share: inproc.c (slots, masks
 * and gates), inproc_patch.c (call sites), inproc_enter.c (handler entries,
 * and threads that were stopped in a stub).
 */
#ifndef KSIG_HOST_INPROC_H
#define KSIG_HOST_INPROC_H

#include "internal.h"

/* stub.S */
extern const uint8_t inproc_stub_mask[], inproc_stub_mask_commit[],
	inproc_stub_mask_slow[], inproc_stub_mask_done[],
	inproc_stub_mask_end[], inproc_stub_ret[], inproc_stub_ret_iret[],
	inproc_stub_ret_slow[], inproc_stub_ret_end[],
	inproc_stub_enter[], inproc_stub_enter_kept[],
	inproc_stub_enter_done[], inproc_stub_enter_end[];

/* Shared with the guests; stub.S knows the offsets. */
struct inproc_slot {
	uint64_t self;		/* the guest's address of this */
	uint64_t blocked;
	uint64_t gate;
	uint64_t slow_bits;	/* masks that change these go the slow way */
	uint64_t alt_sp, alt_flags, alt_size;
	uint64_t pad;
	uint64_t iret[5];
	uint64_t xfeatures, xsize;
	uint64_t iret_at;
	uint64_t handler, fx, save_cx, save_dx;	/* stub_enter's */
	uint64_t init_at;
};
_Static_assert(offsetof(struct inproc_slot, iret) == 64, "stub.S");
_Static_assert(offsetof(struct inproc_slot, iret_at) == 120, "stub.S");

#define SLOT_BYTES	256u		/* no two threads in one cache line */
#define NR_SLOTS	65536u
#define ARENA_BYTES	((uint64_t)SLOT_BYTES * NR_SLOTS)

/* The slots' file, or -1 where there can be none. */
int inproc_arena(void);
/* Give ht a slot; its process has the arena mapped. */
bool inproc_slot_take(struct htask *ht);
/* Write code into the guest. */
bool inproc_poke(int tid, uint64_t at, const uint8_t *src, size_t bytes);

#endif /* KSIG_HOST_INPROC_H */
