/* SPDX-License-Identifier: MIT */
/*
 * What each CPU is told once: segments, vectors, its own data (GS), where
 * system calls enter, and its extended state.
 */
#include "kernel.h"

struct gate {
	uint16_t offset0, selector;
	uint8_t ist, type;
	uint16_t offset1;
	uint32_t offset2, zero;
};
struct table_at {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

#define GATE_INTERRUPT	0x8eu
#define GATE_FROM_USER	0x60u
#define CR4_FSGSBASE	(1ull << 16)
#define CR4_OSXSAVE	(1ull << 18)
#define CR4_SMEP	(1ull << 20)
#define XFEATURES_KNOWN	0xe7ull		/* x87, SSE, AVX, AVX-512 */
#define XSTATE_ROOM	4096u

struct cpu cpus[CPUS_MAX];
uint32_t nr_cpus;
bool has_xsave;
uint32_t xstate_bytes = 512;
uint64_t xfeatures;
struct ksig_gap xstate_gaps[KSIG_XSTATE_GAPS_MAX];
uint8_t xstate_initial[XSTATE_ROOM] __attribute__((aligned(64)));

static struct gate idt[256];
static uint8_t fault_stack[CPUS_MAX][4096] __attribute__((aligned(16)));
extern const char vector_stubs[], syscall_entry[];

static void gates_init(void)
{
	uint64_t at;
	int i;

	for (i = 0; i < 256; i++) {
		at = (uint64_t)vector_stubs + 16 * (uint64_t)i;
		idt[i] = (struct gate){
			.offset0 = (uint16_t)at,
			.selector = KERNEL_CS,
			.type = GATE_INTERRUPT,
			.offset1 = (uint16_t)(at >> 16),
			.offset2 = (uint32_t)(at >> 32),
		};
	}
	idt[2].ist = idt[8].ist = 1;		/* NMI, double fault */
	idt[3].type |= GATE_FROM_USER;		/* int3 */
	idt[4].type |= GATE_FROM_USER;		/* into */
}

static void segments_init(struct cpu *c)
{
	uint64_t tss = (uint64_t)&c->tss;
	struct table_at at = { sizeof(c->gdt) - 1, (uint64_t)c->gdt };

	c->gdt[2] = 0x00af9b000000ffffull;
	c->gdt[3] = 0x00cf93000000ffffull;
	c->gdt[4] = 0x00cffb000000ffffull;	/* user code, 32 bits */
	c->gdt[5] = 0x00cff3000000ffffull;
	c->gdt[6] = 0x00affb000000ffffull;
	c->gdt[7] = (sizeof(c->tss) - 1) | (tss & 0xffffff) << 16 |
		    0x89ull << 40 | (tss >> 24 & 0xff) << 56;
	c->gdt[8] = tss >> 32;
	c->tss.ist[0] = (uint64_t)fault_stack[c->id] + sizeof(fault_stack[0]);
	c->tss.iomap = sizeof(c->tss);
	__asm__ volatile("lgdt %0" : : "m"(at));
	__asm__ volatile("mov %0, %%ds\n\tmov %0, %%es\n\tmov %0, %%ss"
			 : : "r"(0));
	__asm__ volatile("lldt %0" : : "r"((uint16_t)0));
	__asm__ volatile("ltr %0" : : "r"((uint16_t)TSS_SELECTOR));
}

void cpu_init(struct cpu *c)
{
	struct table_at at = { sizeof(idt) - 1, (uint64_t)idt };

	c->self = c;
	if (!idt[0].selector)
		gates_init();
	segments_init(c);
	__asm__ volatile("lidt %0" : : "m"(at));
	wrmsr(MSR_GS_BASE, (uint64_t)c);
	wrmsr(MSR_KERNEL_GS, 0);
	wrmsr(MSR_STAR, (uint64_t)SYSRET_BASE << 48 |
	      (uint64_t)KERNEL_CS << 32);
	wrmsr(MSR_LSTAR, (uint64_t)syscall_entry);
	wrmsr(MSR_SFMASK, 0x47700);	/* IF TF DF NT AC IOPL RF */
	list_init(&c->queue);
	if (cpuid(7, 0).bx & 1u << 7)
		write_cr4(read_cr4() | CR4_SMEP);
	xstate_enable();
}

/*
 * Entries from user mode begin with room for what ksig_regs has behind ss:
 * fs_base to gs.
 */
void cpu_set_stack(struct thread *t)
{
	struct cpu *c = this_cpu();

	c->entry_sp = (uint64_t)t->kstack + KSTACK_BYTES - 6 * 8;
	c->tss.rsp[0] = c->entry_sp;
}

/* ---------------------------------------------------------- extended state */

/* Bytes between the components that XSAVE does not write (standard form). */
static void find_gaps(void)
{
	uint32_t end = 576, n = 0, i;
	struct cpuid c;

	for (i = 2; i < 63; i++) {
		if (!(xfeatures >> i & 1))
			continue;
		c = cpuid(0xd, i);
		if (c.bx > end && n < KSIG_XSTATE_GAPS_MAX)
			xstate_gaps[n++] = (struct ksig_gap){ end,
							      c.bx - end };
		end = c.bx + c.ax;
	}
}

void xstate_init(void)
{
	uint16_t fcw = 0x37f;
	uint32_t mxcsr = 0x1f80;

	has_xsave = cpuid(1, 0).cx & 1u << 26;
	memcpy(xstate_initial, &fcw, sizeof(fcw));
	memcpy(xstate_initial + 24, &mxcsr, sizeof(mxcsr));
}

void xstate_enable(void)
{
	struct cpuid c;

	if (!has_xsave)
		return;
	write_cr4(read_cr4() | CR4_OSXSAVE);
	c = cpuid(0xd, 0);
	xfeatures = c.ax & XFEATURES_KNOWN;
	__asm__ volatile("xsetbv" : : "c"(0), "a"((uint32_t)xfeatures),
			 "d"(0));
	xstate_bytes = cpuid(0xd, 0).bx;
	if (this_cpu()->id == 0)
		find_gaps();
}

void xstate_save(void *image)
{
	if (has_xsave)
		__asm__ volatile("xsave64 (%0)" : : "r"(image),
				 "a"(0xffffffffu), "d"(0xffffffffu)
				 : "memory");
	else
		__asm__ volatile("fxsave64 (%0)" : : "r"(image) : "memory");
}

void xstate_load(const void *image)
{
	if (has_xsave)
		__asm__ volatile("xrstor64 (%0)" : : "r"(image),
				 "a"(0xffffffffu), "d"(0xffffffffu)
				 : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" : : "r"(image) : "memory");
}
