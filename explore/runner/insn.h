/* SPDX-License-Identifier: MIT */
/* An instruction of the guest's, decoded by Zydis, and where it accesses. */
#ifndef KSIG_EXPLORE_INSN_H
#define KSIG_EXPLORE_INSN_H

#include <Zydis/Zydis.h>
#include <ksig/arch.h>
#include <stdbool.h>
#include <stdint.h>

struct xp_insn {
	ZydisDecodedInstruction z;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
};
/* false: there is none that can be decoded. */
bool xp_insn_read(int pid, uint64_t ip, struct xp_insn *in);

/* Which field of struct ksig_regs, as an index; or one of these. */
#define XP_REG_NONE	(-1)
#define XP_REG_IP	(-2)	/* the next instruction's address */
#define XP_REG_UNKNOWN	(-3)
int8_t xp_reg_place(ZydisRegister reg);

enum { XP_SEG_NONE, XP_SEG_FS, XP_SEG_GS };
/* An operand's address, before there are registers. */
struct xp_mem {
	int64_t disp;
	int8_t base, index;	/* as xp_reg_place() has them */
	uint8_t scale, seg;
};
/* false: it is no memory, or only an address of some (lea). */
bool xp_mem_of(const ZydisDecodedOperand *o, struct xp_mem *m);
/* next: the next instruction's address. false: it cannot be told (a gather,
 * say). */
bool xp_mem_address(const struct xp_mem *m, const struct ksig_regs *r,
		    uint64_t next, uint64_t *addr);

#endif /* KSIG_EXPLORE_INSN_H */
