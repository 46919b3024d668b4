/* SPDX-License-Identifier: MIT */
/* An instruction of the guest's, decoded by Zydis, and where it accesses. */
#include "explore/runner/insn.h"

#include <stddef.h>
#include "ports/host/host.h"

bool xp_insn_read(int pid, uint64_t ip, struct xp_insn *in)
{
	static ZydisDecoder decoder;
	static bool is_ready;
	uint8_t code[ZYDIS_MAX_INSTRUCTION_LENGTH];
	size_t n = sizeof(code);

	if (!is_ready)
		ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
				 ZYDIS_STACK_WIDTH_64);
	is_ready = true;
	/* The last one of a mapping may be shorter than that. */
	while (n > 0 && ksig_host_mem_read(pid, code, ip, n) != 0)
		n--;
	return n && ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, n,
							&in->z, in->ops));
}

int8_t xp_reg_place(ZydisRegister reg)
{
	static const uint8_t of_id[] = { 10, 11, 12, 5, 19, 4, 13, 14,
					 9, 8, 7, 6, 3, 2, 1, 0 };
	ZyanI8 id;

	_Static_assert(offsetof(struct ksig_regs, ax) == 10 * 8 &&
		       offsetof(struct ksig_regs, sp) == 19 * 8, "of_id");
	if (reg == ZYDIS_REGISTER_NONE)
		return XP_REG_NONE;
	if (reg == ZYDIS_REGISTER_RIP)
		return XP_REG_IP;
	/* With a 32-bit base the upper half is nearly always 0 as well. */
	reg = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
	if (ZydisRegisterGetClass(reg) != ZYDIS_REGCLASS_GPR64)
		return XP_REG_UNKNOWN;
	id = ZydisRegisterGetId(reg);
	return id >= 0 && id < 16 ? (int8_t)of_id[id] : XP_REG_UNKNOWN;
}

bool xp_mem_of(const ZydisDecodedOperand *o, struct xp_mem *m)
{
	if (o->type != ZYDIS_OPERAND_TYPE_MEMORY ||
	    (o->mem.type != ZYDIS_MEMOP_TYPE_MEM &&
	     o->mem.type != ZYDIS_MEMOP_TYPE_VSIB))
		return false;
	m->base = xp_reg_place(o->mem.base);
	m->index = xp_reg_place(o->mem.index);
	m->scale = o->mem.scale;
	m->disp = o->mem.disp.value;
	m->seg = o->mem.segment == ZYDIS_REGISTER_FS ? XP_SEG_FS :
		 o->mem.segment == ZYDIS_REGISTER_GS ? XP_SEG_GS : XP_SEG_NONE;
	return true;
}

static uint64_t value(const struct ksig_regs *r, int8_t reg, uint64_t next)
{
	return reg == XP_REG_NONE ? 0 : reg == XP_REG_IP ? next :
	       ((const uint64_t *)r)[reg];
}

bool xp_mem_address(const struct xp_mem *m, const struct ksig_regs *r,
		    uint64_t next, uint64_t *addr)
{
	if (m->base == XP_REG_UNKNOWN || m->index == XP_REG_UNKNOWN)
		return false;
	*addr = value(r, m->base, next) +
		value(r, m->index, next) * m->scale + (uint64_t)m->disp +
		(m->seg == XP_SEG_FS ? r->fs_base :
		 m->seg == XP_SEG_GS ? r->gs_base : 0);
	return true;
}
