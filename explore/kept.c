/* SPDX-License-Identifier: MIT */
/*
 * A function that saves errno, and puts it back at its end, reads it and does
 * not look at it. So the value is followed: as long as it is only moved, to a
 * register or into a variable, nobody has looked. One that is compared,
 * computed with, or passed to a function has been looked at.
 */
#include "explore/kept.h"

#include <Zydis/Zydis.h>
#include <stdbool.h>
#include <stddef.h>
#include "ports/host/host.h"

#define REG_BIT(name)	(1u << offsetof(struct ksig_regs, name) / 8)
#define ARGUMENTS (REG_BIT(di) | REG_BIT(si) | REG_BIT(dx) | REG_BIT(cx) | \
	REG_BIT(r8) | REG_BIT(r9))
/* What a function need not keep. */
#define SCRATCH (ARGUMENTS | REG_BIT(ax) | REG_BIT(r10) | REG_BIT(r11))

struct insn {
	ZydisDecodedInstruction z;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
	ZydisRegisterContext regs;
	uint64_t ip;
};

/* Its place in struct ksig_regs, as a bit; 0: no general register. */
static uint32_t bit_of(ZydisRegister reg)
{
	static const uint32_t bits[] = {
		REG_BIT(ax), REG_BIT(cx), REG_BIT(dx), REG_BIT(bx),
		REG_BIT(sp), REG_BIT(bp), REG_BIT(si), REG_BIT(di),
		REG_BIT(r8), REG_BIT(r9), REG_BIT(r10), REG_BIT(r11),
		REG_BIT(r12), REG_BIT(r13), REG_BIT(r14), REG_BIT(r15)
	};
	ZyanI8 id;

	reg = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
	if (ZydisRegisterGetClass(reg) != ZYDIS_REGCLASS_GPR64)
		return 0;
	id = ZydisRegisterGetId(reg);
	return id >= 0 && id < 16 ? bits[id] : 0;
}

static bool decode(int pid, const struct ksig_regs *r, struct insn *in)
{
	uint8_t code[ZYDIS_MAX_INSTRUCTION_LENGTH];
	ZyanU64 *v = in->regs.values;
	size_t n = sizeof(code);
	ZydisDecoder d;

	while (n > 0 && ksig_host_mem_read(pid, code, r->ip, n) != 0)
		n--;
	ZydisDecoderInit(&d, ZYDIS_MACHINE_MODE_LONG_64,
			 ZYDIS_STACK_WIDTH_64);
	if (!n || !ZYAN_SUCCESS(ZydisDecoderDecodeFull(&d, code, n, &in->z,
						       in->ops)))
		return false;
	in->ip = r->ip;
	v[ZYDIS_REGISTER_RAX] = r->ax;
	v[ZYDIS_REGISTER_RCX] = r->cx;
	v[ZYDIS_REGISTER_RDX] = r->dx;
	v[ZYDIS_REGISTER_RBX] = r->bx;
	v[ZYDIS_REGISTER_RSP] = r->sp;
	v[ZYDIS_REGISTER_RBP] = r->bp;
	v[ZYDIS_REGISTER_RSI] = r->si;
	v[ZYDIS_REGISTER_RDI] = r->di;
	v[ZYDIS_REGISTER_R8] = r->r8;
	v[ZYDIS_REGISTER_R9] = r->r9;
	v[ZYDIS_REGISTER_R10] = r->r10;
	v[ZYDIS_REGISTER_R11] = r->r11;
	v[ZYDIS_REGISTER_R12] = r->r12;
	v[ZYDIS_REGISTER_R13] = r->r13;
	v[ZYDIS_REGISTER_R14] = r->r14;
	v[ZYDIS_REGISTER_R15] = r->r15;
	v[ZYDIS_REGISTER_RIP] = r->ip;
	return true;
}

/* 0: it is none, or not known (%fs: what errno itself is relative to). */
static uint64_t address(const struct insn *in, const ZydisDecodedOperand *o,
			uint64_t fs_base)
{
	ZyanU64 at;

	if (o->type != ZYDIS_OPERAND_TYPE_MEMORY ||
	    o->mem.type != ZYDIS_MEMOP_TYPE_MEM ||
	    !ZYAN_SUCCESS(ZydisCalcAbsoluteAddressEx(&in->z, o, in->ip,
						     &in->regs, &at)))
		return 0;
	return o->mem.segment == ZYDIS_REGISTER_FS ? at + fs_base : at;
}

static bool is_move(const struct insn *in)
{
	return in->z.mnemonic == ZYDIS_MNEMONIC_MOV ||
	       in->z.mnemonic == ZYDIS_MNEMONIC_MOVSXD;
}

/* xor %eax, %eax reads nothing. */
static bool is_zeroing(const struct insn *in)
{
	return (in->z.mnemonic == ZYDIS_MNEMONIC_XOR ||
		in->z.mnemonic == ZYDIS_MNEMONIC_SUB) &&
	       in->ops[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       in->ops[1].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       in->ops[0].reg.value == in->ops[1].reg.value;
}

static bool has(const struct xp_copies *c, const struct insn *in,
		const ZydisDecodedOperand *o, uint64_t fs_base)
{
	if (o->type == ZYDIS_OPERAND_TYPE_REGISTER)
		return c->regs & bit_of(o->reg.value);
	return c->slot && address(in, o, fs_base) == c->slot;
}

static enum xp_kept state(const struct xp_copies *c)
{
	return c->regs || c->slot ? XP_KEPT : XP_KEPT_NOT;
}

/* A copy of it goes to the first operand. */
static void copy_to(struct xp_copies *c, const struct insn *in,
		    const ZydisDecodedOperand *to, uint64_t fs_base)
{
	uint64_t at = address(in, to, fs_base);

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
static void overwrite(struct xp_copies *c, const struct insn *in,
		      const ZydisDecodedOperand *o, uint64_t fs_base)
{
	if (o->type == ZYDIS_OPERAND_TYPE_REGISTER)
		c->regs &= ~bit_of(o->reg.value);
	else if (c->slot && address(in, o, fs_base) == c->slot)
		c->slot = 0;
}

/*
 * What is in an argument's register only, is passed. What the function does is
 * not looked at.
 */
static enum xp_kept call(struct xp_copies *c, const struct insn *in,
			 const struct ksig_regs *r)
{
	bool passed = c->regs & ARGUMENTS;

	c->regs &= ~SCRATCH;
	c->returns_to = in->ip + in->z.length;
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

static enum xp_kept other(struct xp_copies *c, const struct insn *in,
			  uint64_t fs_base)
{
	uint8_t i;

	for (i = 0; !is_zeroing(in) && i < in->z.operand_count; i++) {
		const ZydisDecodedOperand *o = &in->ops[i];

		if (o->actions & ZYDIS_OPERAND_ACTION_MASK_READ &&
		    has(c, in, o, fs_base))
			return XP_KEPT_USED;
	}
	for (i = 0; i < in->z.operand_count; i++)
		if (in->ops[i].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE)
			overwrite(c, in, &in->ops[i], fs_base);
	return state(c);
}

enum xp_kept xp_kept_begin(struct xp_copies *c, int pid,
			   const struct ksig_regs *r, uint64_t from)
{
	struct insn in;

	*c = (struct xp_copies){ .pid = pid, .from = from };
	if (!decode(pid, r, &in) || !is_move(&in) ||
	    in.ops[0].type != ZYDIS_OPERAND_TYPE_REGISTER)
		return XP_KEPT_USED;
	c->regs = bit_of(in.ops[0].reg.value);
	return c->regs ? XP_KEPT : XP_KEPT_USED;
}

enum xp_kept xp_kept_step(struct xp_copies *c, const struct ksig_regs *r)
{
	struct insn in;

	if (c->returns_to && (r->ip != c->returns_to || r->sp < c->sp))
		return XP_KEPT;
	c->returns_to = 0;
	if (!decode(c->pid, r, &in))
		return XP_KEPT_USED;
	if (in.z.mnemonic == ZYDIS_MNEMONIC_CALL)
		return call(c, &in, r);
	if (in.z.mnemonic == ZYDIS_MNEMONIC_RET)
		return ret(c, r);
	if (is_move(&in) && has(c, &in, &in.ops[1], r->fs_base)) {
		copy_to(c, &in, &in.ops[0], r->fs_base);
		return state(c);
	}
	return other(c, &in, r->fs_base);
}
