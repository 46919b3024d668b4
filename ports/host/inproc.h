/* SPDX-License-Identifier: MIT */
/*
 * What the files of the in-process path share: inproc.c (slots, masks and
 * gates), inproc_hot.c and inproc_patch.c (call sites), inproc_enter.c (handler
 * entries, and threads that were stopped in a stub).
 */
#ifndef KSIG_HOST_INPROC_H
#define KSIG_HOST_INPROC_H

#include "internal.h"
#include "guest.h"

/* stub.S */
extern const uint8_t inproc_stub_mask[], inproc_stub_mask_slot[],
	inproc_stub_mask_commit[],
	inproc_stub_mask_slow[], inproc_stub_mask_done[],
	inproc_stub_mask_end[], inproc_stub_ret[], inproc_stub_ret_slot[],
	inproc_stub_ret_iret[],
	inproc_stub_ret_slow[], inproc_stub_ret_end[],
	inproc_stub_enter[], inproc_stub_enter_kept[],
	inproc_stub_enter_done[], inproc_stub_enter_end[];

/* guest_entry.S; the linker knows where the section begins and ends */
extern const uint8_t __start_ksig_guest[], __stop_ksig_guest[],
	guest_none[], guest_entry[], guest_swapped[], guest_swapped_end[],
	guest_saved[], guest_commit[], guest_committed[], guest_slow[],
	guest_entry_end[],
	guest_stub[], guest_stub_call[], guest_stub_jump[], guest_stub_end[],
	guest_read[], guest_read_multi[], guest_read_call[],
	guest_read_jump[], guest_read_slow[], guest_read_end[],
	guest_any[], guest_any_slow[], guest_any_call[], guest_any_jump[],
	guest_any_end[];

/* Shared with the guests; stub.S knows the offsets. */
struct inproc_slot {
	uint64_t self;		/* the guest's address of this */
	uint64_t blocked;
	uint64_t gate;
	uint64_t slow_bits;	/* masks that change these go the slow way */
	uint64_t alt_sp, alt_flags, alt_size;
	uint64_t enter_at;	/* stub_enter in the guest, or 0 */
	uint64_t iret[5];
	uint64_t xfeatures, xsize;
	uint64_t iret_at;
	uint64_t handler, fx, save_cx, save_dx;	/* stub_enter's */
	uint64_t init_at;
	uint64_t own;		/* the guest's address of its struct own, or 0 */
};
_Static_assert(offsetof(struct inproc_slot, enter_at) == 56, "guest_entry.S");
_Static_assert(offsetof(struct inproc_slot, iret) == 64, "stub.S");
_Static_assert(offsetof(struct inproc_slot, iret_at) == 120, "stub.S");
_Static_assert(offsetof(struct inproc_slot, own) == 168, "guest_entry.S");

INLINE struct inproc_slot *slot_of(struct own *o)
{
	return (struct inproc_slot *)(uintptr_t)o->slot;
}

#define JUMP		5u		/* bytes of "jmp" */
#define SLOT_BYTES	256u		/* no two threads in one cache line */
#define NR_SLOTS	65536u
#define SLOTS_BYTES	((uint64_t)SLOT_BYTES * NR_SLOTS)
_Static_assert(SLOTS_BYTES == 0x1000000, "stub.S");
#define NR_OWNS		256u
#define ARENA_BYTES	(SLOTS_BYTES + (uint64_t)OWN_BYTES * NR_OWNS)

/* The file of slots and owns, or -1 where there can be none. */
int inproc_arena(void);
/* Does the kernel let user mode read %gs's base? Stubs check theirs by it. */
bool inproc_reads_gs(void);
void *inproc_arena_at(uint64_t offset);
/* Give ht a slot; its process has the arena mapped. */
bool inproc_slot_take(struct htask *ht);
/* inproc_own.c: what a process of one thread keeps for itself. */
void inproc_own_take(struct htask *ht);
void inproc_own_drop(struct htask *ht);
void inproc_own_push(struct htask *ht);
bool inproc_own_claim(struct htask *ht, uint64_t *word);
void inproc_own_pull(struct htask *ht, uint64_t word);
void inproc_own_close(struct htask *ht);
uint64_t inproc_own_mask(struct htask *ht);
bool inproc_own_fixup(struct htask *ht, uint64_t off);
/* inproc_patch.c. Write code into the guest. */
bool inproc_poke(int tid, uint64_t at, const uint8_t *src, size_t bytes);
/* inproc_swap.c. ht's process has JUMP other bytes of code at `at`. */
bool inproc_swap(struct htask *ht, uint64_t at, const uint8_t *code);
/* inproc_patch.c */
bool inproc_map_into(struct htask *ht, uint64_t site);
/* What stands at a site that is patched. */
void inproc_jump(const struct inproc_site *s, uint8_t jump[JUMP]);
bool inproc_patch(struct htask *ht, struct inproc_site *s);
bool inproc_find_site(struct htask *ht, struct inproc_site *s);
bool inproc_add_guest(struct htask *ht);
void inproc_add_enter(struct htask *ht);

#endif /* KSIG_HOST_INPROC_H */
