/* SPDX-License-Identifier: MIT */
/*
 * What a single-threaded guest keeps for itself while it runs: a queue of
 * signals that it has made for itself and blocks, and its dispositions. Its
 * stubs (guest.c, guest_frame.c) change them; the runner takes them back before
 * it decides anything that depends on them (inproc_own.c).
 */
#ifndef KSIG_HOST_GUEST_H
#define KSIG_HOST_GUEST_H

/* Offsets that guest_entry.S knows. */
#define OWN_WORD	0
#define OWN_OLD		8
#define OWN_NEW		16
#define OWN_RET		24
#define OWN_NR		32
#define OWN_CALL	40
#define OWN_SP		48
#define OWN_DI		56
#define OWN_SI		64
#define OWN_DX		72
#define OWN_R10		80
#define OWN_R8		88
#define OWN_R9		96
#define OWN_COMMITTED	104
#define OWN_BX		112
#define OWN_BP		120
#define OWN_R12		128
#define OWN_R13		136
#define OWN_R14		144
#define OWN_R15		152
#define OWN_WATCH_FD	160
#define OWN_FLAGS	168
#define OWN_FRAME	176
#define OWN_ENTER_FLAGS	184
#define OWN_ENTER_SIG	192
/* The last argument of a stub's own rt_sigaction(2): filter.c lets it pass. */
#define OWN_MAGIC	0x6b7369676f776e21

#define OWN_STACK_TOP	8192
#define OWN_BYTES	8192

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <ksig/types.h>

#define OWN_QUEUE_MAX	64u		/* a power of 2 */
#define OWN_INFO_WORDS	(KSIG_SIGINFO_KEPT_BYTES / 8)

/*
 * .word: who owns the rest, in one atomic word. The guest's stubs change it
 * by compare and exchange, after all that can fail; with OWN_CLOSED they
 * cannot. Bits 0 and 16: head and tail of the queue, counted on for ever;
 * 32: closed; 33: a handler is being entered, its mask is enter_blocked and not
 * yet the slot's; 40: the signal whose new disposition is being copied; 48:
 * how many dispositions were set.
 */
#define OWN_TAIL	(1ull << 16)
#define OWN_CLOSED	(1ull << 32)
#define OWN_ENTER	(1ull << 33)
#define OWN_ACTION	(1ull << 40)
#define OWN_ACTIONS	(0x7full << 40)
#define OWN_SET		(1ull << 48)
#define OWN_COUNT(w)	((uint16_t)(((w) >> 16) - (w)))

struct own {
	uint64_t word;
	/* What the call that is being made comes to. */
	uint64_t old, new, ret;
	uint64_t nr, call;	/* call: its syscall instruction */
	uint64_t sp, di, si, dx, r10, r8, r9;
	uint64_t committed;
	uint64_t bx, bp, r12, r13, r14, r15;
	int64_t watch_fd;	/* a signalfd's, or -1 ... */
	uint64_t flags;		/* at the call; 0: not yet saved */
	/* A signal that is delivered at once: its frame, or 0 ... */
	uint64_t frame;
	uint64_t enter_flags;	/* ... the handler's flags ... */
	int64_t enter_sig;	/* ... its first argument ... */
	uint64_t enter_blocked;	/* ... and its mask */
	uint64_t out_at, out_bytes;
	uint64_t out[sizeof(struct linux_siginfo) / 8];
	struct linux_sigaction new_action;
	/* From the runner. */
	uint64_t slot;		/* the guest's address of its slot */
	uint64_t may_queue;	/* signals */
	uint64_t room;		/* how many may be queued */
	uint64_t slow_bits;	/* the slot's, without the queue's */
	struct ksig_fault fault;	/* the last one, for frames */
	int32_t pid, tid;
	uint32_t uid;
	/* All in the queue are instances of one signal. */
	int32_t sig;
	uint32_t shared;
	uint32_t watch_nonblock;	/* ... O_NONBLOCK ... */
	uint64_t watched;	/* ... and its signals */
	uint64_t announced;	/* the tail that poll(2) has seen */
	uint64_t never[4];	/* a struct itimerspec of zeros */
	uint64_t may_set;	/* dispositions that may be, here ... */
	uint64_t changed;	/* ... and were */
	uint64_t unseen;	/* pending, maybe, and nobody knows yet */
	struct linux_sigaction action[KSIG_NSIG];
	uint64_t queue[OWN_QUEUE_MAX][OWN_INFO_WORDS];
};
_Static_assert(offsetof(struct own, new) == OWN_NEW, "guest_entry.S");
_Static_assert(offsetof(struct own, nr) == OWN_NR, "guest_entry.S");
_Static_assert(offsetof(struct own, sp) == OWN_SP, "guest_entry.S");
_Static_assert(offsetof(struct own, r9) == OWN_R9, "guest_entry.S");
_Static_assert(offsetof(struct own, committed) == OWN_COMMITTED,
	       "guest_entry.S");
_Static_assert(offsetof(struct own, r15) == OWN_R15, "guest_entry.S");
_Static_assert(offsetof(struct own, watch_fd) == OWN_WATCH_FD,
	       "guest_entry.S");
_Static_assert(offsetof(struct own, flags) == OWN_FLAGS, "guest_entry.S");
_Static_assert(offsetof(struct own, frame) == OWN_FRAME, "guest_entry.S");
_Static_assert(offsetof(struct own, enter_flags) == OWN_ENTER_FLAGS,
	       "guest_entry.S");
_Static_assert(offsetof(struct own, enter_sig) == OWN_ENTER_SIG,
	       "guest_entry.S");
_Static_assert(sizeof(struct own) <= OWN_STACK_TOP - 1024,
	       "and a stack for guest.c");

/* What guest.c says of such code is true of all of it. */
#define GUEST __attribute__((section("ksig_guest"), used, noinline,	\
	no_sanitize("address", "undefined"), target("general-regs-only")))
#define INLINE static inline __attribute__((always_inline,		\
	no_sanitize("address", "undefined"), target("general-regs-only")))

/* In the guest all pointers are the guest's; a bad one is a fault there. */
#define USER(type, at) ((volatile type *)(uintptr_t)(at))

/* No mask has these. */
#define ONLY_KERNEL (SIGBIT(LINUX_SIGKILL) | SIGBIT(LINUX_SIGSTOP))

/* guest_frame.c. sig, whose siginfo is in o->out, to a handler at once. */
__attribute__((visibility("hidden")))
int guest_deliver(struct own *o, int64_t sig);
#endif

#endif /* KSIG_HOST_GUEST_H */
