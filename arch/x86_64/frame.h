/* SPDX-License-Identifier: MIT */
/*
 * The layout of x86-64's rt_sigframe, as bytes in memory: what a handler's
 * third argument points into (ucontext_t), and what rt_sigreturn(2) reads.
 *
 *   +0    pretcode: where the handler returns to (sa_restorer)
 *   +8    uc_flags, uc_link, uc_stack (24 bytes)
 *   +48   struct sigcontext (256 bytes; the last 64 are reserved)
 *   +304  uc_sigmask
 *   +312  siginfo (128 bytes)
 *   440   and above it, at a multiple of 64: the extended state
 *
 * Source: the System V ABI's ucontext_t, compared byte for byte with frames
 * that Linux 6.18 wrote.
 */
#ifndef KSIG_ARCH_X86_64_FRAME_H
#define KSIG_ARCH_X86_64_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_BYTES	440u
#define REDZONE_BYTES	128u	/* below sp, the interrupted function's */

struct frame_head {
	uint64_t pretcode;
	uint64_t uc_flags;
	uint64_t uc_link;
	uint64_t stack_sp;
	int32_t stack_flags;
	uint32_t stack_pad;	/* the kernel does not write it */
	uint64_t stack_size;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t di, si, bp, bx, dx, ax, cx, sp, ip, flags;
	uint16_t cs, gs, fs, ss;
	uint64_t err, trapno, oldmask, cr2;
	uint64_t fpstate;
	uint64_t reserved[8];	/* nor these */
	uint64_t sigmask;
};
#define HEAD_STACK_PAD	offsetof(struct frame_head, stack_pad)
#define HEAD_STACK_SIZE	offsetof(struct frame_head, stack_size)
#define HEAD_RESERVED	offsetof(struct frame_head, reserved)
#define HEAD_SIGMASK	offsetof(struct frame_head, sigmask)
_Static_assert(offsetof(struct frame_head, r8) == 48, "sigcontext at 48");
_Static_assert(HEAD_RESERVED == 240, "reserved1 at 240");
_Static_assert(sizeof(struct frame_head) == 312, "siginfo at 312");

#define UC_FP_XSTATE		1u
#define UC_SIGCONTEXT_SS	2u
#define UC_STRICT_RESTORE_SS	4u

#define USER_CS		0x33u
#define USER_DS		0x2bu

/* EFLAGS (Intel SDM, volume 1, 3.4.3). */
#define FLAGS_TF	0x00000100u
#define FLAGS_DF	0x00000400u
#define FLAGS_RF	0x00010000u
/* What sigreturn may set: AC OF DF TF SF ZF AF PF CF RF. */
#define FLAGS_USER	0x00050dd5u

/*
 * The XSAVE image, standard format (Intel SDM, volume 1, 13.4): 512 bytes as
 * FXSAVE's, of which the 48 at 464 are software's, then a header of 64.
 */
#define XSTATE_FXSAVE_BYTES	512u
#define XSTATE_MIN_BYTES	576u
#define XSTATE_MXCSR		24u
#define XSTATE_XMM		160u
#define XSTATE_XMM_BYTES	256u
#define XSTATE_UNUSED		416u	/* up to XSTATE_SW: not written */
#define XSTATE_SW		464u
#define XSTATE_BV		512u
#define XSTATE_COMP_BV		520u
#define XSTATE_RESERVED		528u
#define XSTATE_ALIGN		64u
#define FXSAVE_ALIGN		16u
#define XFEATURE_FP		1u
#define XFEATURE_SSE		2u
#define XFEATURE_YMM		4u
#define MXCSR_DEFAULT		0x1f80u
#define MXCSR_VALID		0x0000ffffu

#define XSTATE_MAGIC1		0x46505853u
#define XSTATE_MAGIC2		0x46505845u
#define XSTATE_MAGIC2_BYTES	4u

/* What is in the 48 bytes (asm/sigcontext.h: _fpx_sw_bytes). */
struct xstate_sw {
	uint32_t magic1;
	uint32_t extended_size;	/* with MAGIC2 */
	uint64_t xfeatures;
	uint32_t xstate_size;	/* without */
	uint32_t pad[7];
};
_Static_assert(sizeof(struct xstate_sw) == 48, "software-reserved bytes");

/* In an image, which may lie anywhere. */
static inline uint64_t load64(const uint8_t *p)
{
	uint64_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint32_t load32(const uint8_t *p)
{
	uint32_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

static inline void store64(uint8_t *p, uint64_t v)
{
	__builtin_memcpy(p, &v, sizeof(v));
}

static inline void store32(uint8_t *p, uint32_t v)
{
	__builtin_memcpy(p, &v, sizeof(v));
}

#endif /* KSIG_ARCH_X86_64_FRAME_H */
