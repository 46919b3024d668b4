/* SPDX-License-Identifier: MIT */
/*
 * A function that saves errno, and puts it back at its end, reads it and does
 * not look at it. So the value is followed: as long as it is only moved, to a
 * register or into a variable, nobody has looked. One that is compared,
 * computed with, or passed to a function has been looked at.
 */
#include "explore/runner/kept.h"

#include <stddef.h>
#include "explore/runner/insn.h"

#define REG_BIT(name)	(1u << offsetof(struct ksig_regs, name) / 8)
#define ARGUMENTS (REG_BIT(di) | REG_BIT(si) | REG_BIT(dx) | REG_BIT(cx) | \
	REG_BIT(r8) | REG_BIT(r9))
/* What a function need not keep. */
#define SCRATCH (ARGUMENTS | REG_BIT(ax) | REG_BIT(r10) | REG_BIT(r11))

/* Its place in struct ksig_regs, as a bit; 0: no general register. */
static uint32_t bit_of(ZydisRegister reg)
{
	int8_t place = xp_reg_place(reg);

	return place >= 0 ? 1u << place : 0;
}

/* 0: it is none, or cannot be told. */
static uint64_t address(const struct xp_insn *in, const ZydisDecodedOperand *o,
			const struct ksig_regs *r)
{
	struct xp_mem m;
	uint64_t at;

	return xp_mem_of(o, &m) &&
	       xp_mem_address(&m, r, r->ip + in->z.length, &at) ? at : 0;
}

static bool is_move(const struct xp_insn *in)
{
	return in->z.mnemonic == ZYDIS_MNEMONIC_MOV ||
	       in->z.mnemonic == ZYDIS_MNEMONIC_MOVSXD;
}

/* xor %eax, %eax reads nothing. */
static bool is_zeroing(const struct xp_insn *in)
{
	return (in->z.mnemonic == ZYDIS_MNEMONIC_XOR ||
		in->z.mnemonic == ZYDIS_MNEMONIC_SUB) &&
	       in->ops[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       in->ops[1].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       in->ops[0].reg.value == in->ops[1].reg.value;
}

static bool has(const struct xp_copies *c, const struct xp_insn *in,
		const ZydisDecodedOperand *o, const struct ksig_regs *r)
{
	if (o->type == ZYDIS_OPERAND_TYPE_REGISTER)
		return c->regs & bit_of(o->reg.value);
	return c->slot && address(in, o, r) == c->slot;
}

static enum xp_kept state(const struct xp_copies *c)
{
	return c->regs || c->slot ? XP_KEPT : XP_KEPT_NOT;
}

/* A copy of it goes to the first operand. */
static void copy_to(struct xp_copies *c, const struct xp_insn *in,
		    const ZydisDecodedOperand *to, const struct ksig_regs *r)
{
	uint64_t at = address(in, to, r);

	if (to->type == ZYDIS_OPERAND_TYPE_REGISTER) {
		c->regs |= bit_of(to->reg.value);
	} else if (at == c->from) {
		c->regs = 0;	/* put back: it was only saved */
		c->slot = 0;
	} else if (at) {
		c->slot = at;
	}
}

/* Something else goes there. */
static void overwrite(struct xp_copies *c, const struct xp_insn *in,
		      const ZydisDecodedOperand *o, const struct ksig_regs *r)
{
	if (o->type == ZYDIS_OPERAND_TYPE_REGISTER)
		c->regs &= ~bit_of(o->reg.value);
	else if (c->slot && address(in, o, r) == c->slot)
		c->slot = 0;
}

/*
 * What is in an argument's register only, is passed. What the function does is
 * not looked at.
 */
static enum xp_kept call(struct xp_copies *c, const struct xp_insn *in,
			 const struct ksig_regs *r)
{
	bool passed = c->regs & ARGUMENTS;

	c->regs &= ~SCRATCH;
	c->returns_to = r->ip + in->z.length;
	c->sp = r->sp;
	return passed && state(c) == XP_KEPT_NOT ? XP_KEPT_USED : state(c);
}

/* The variables of who returns are no more. */
static enum xp_kept ret(struct xp_copies *c, const struct ksig_regs *r)
{
	if (c->slot < r->sp)
		c->slot = 0;
	return c->regs & REG_BIT(ax) ? XP_KEPT_USED : state(c);
}

static enum xp_kept other(struct xp_copies *c, const struct xp_insn *in,
			  const struct ksig_regs *r)
{
	uint8_t i;

	for (i = 0; !is_zeroing(in) && i < in->z.operand_count; i++) {
		const ZydisDecodedOperand *o = &in->ops[i];

		if (o->actions & ZYDIS_OPERAND_ACTION_MASK_READ &&
		    has(c, in, o, r))
			return XP_KEPT_USED;
	}
	for (i = 0; i < in->z.operand_count; i++)
		if (in->ops[i].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE)
			overwrite(c, in, &in->ops[i], r);
	return state(c);
}

enum xp_kept xp_kept_begin(struct xp_copies *c, int pid,
			   const struct ksig_regs *r, uint64_t from)
{
	struct xp_insn in;

	*c = (struct xp_copies){ .pid = pid, .from = from };
	if (!xp_insn_read(pid, r->ip, &in) || !is_move(&in) ||
	    in.ops[0].type != ZYDIS_OPERAND_TYPE_REGISTER)
		return XP_KEPT_USED;
	c->regs = bit_of(in.ops[0].reg.value);
	return c->regs ? XP_KEPT : XP_KEPT_USED;
}

enum xp_kept xp_kept_step(struct xp_copies *c, const struct ksig_regs *r)
{
	struct xp_insn in;

	if (c->returns_to && (r->ip != c->returns_to || r->sp < c->sp))
		return XP_KEPT;
	c->returns_to = 0;
	if (!xp_insn_read(c->pid, r->ip, &in))
		return XP_KEPT_USED;
	if (in.z.mnemonic == ZYDIS_MNEMONIC_CALL)
		return call(c, &in, r);
	if (in.z.mnemonic == ZYDIS_MNEMONIC_RET)
		return ret(c, r);
	if (is_move(&in) && has(c, &in, &in.ops[1], r)) {
		copy_to(c, &in, &in.ops[0], r);
		return state(c);
	}
	return other(c, &in, r);
}
