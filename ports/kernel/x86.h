/* SPDX-License-Identifier: MIT */
/* Instructions and numbers of the processor (Intel SDM). */
#ifndef KERNEL_X86_H
#define KERNEL_X86_H

#include <stdint.h>

#define MSR_APIC_BASE	0x1bu
#define MSR_STAR	0xc0000081u
#define MSR_LSTAR	0xc0000082u
#define MSR_SFMASK	0xc0000084u
#define MSR_FS_BASE	0xc0000100u
#define MSR_GS_BASE	0xc0000101u
#define MSR_KERNEL_GS	0xc0000102u

#define FLAGS_TF	0x100u
#define FLAGS_IF	0x200u
#define FLAGS_USER_INIT	0x202u

/* Segments, where Linux has them: programs see their numbers. */
#define KERNEL_CS	0x10u
#define KERNEL_DS	0x18u
#define USER_DS		0x2bu
#define USER_CS		0x33u
#define SYSRET_BASE	0x23u	/* + 16: USER_CS, + 8: USER_DS */
#define TSS_SELECTOR	0x38u

static inline void outb(uint16_t port, uint8_t v)
{
	__asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port));
}

static inline uint8_t inb(uint16_t port)
{
	uint8_t v;

	__asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return (uint64_t)hi << 32 | lo;
}

static inline void wrmsr(uint32_t msr, uint64_t v)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)v),
			 "d"((uint32_t)(v >> 32)) : "memory");
}

static inline uint64_t rdtsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}

struct cpuid {
	uint32_t ax, bx, cx, dx;
};

static inline struct cpuid cpuid(uint32_t leaf, uint32_t sub)
{
	struct cpuid r;

	__asm__ volatile("cpuid" : "=a"(r.ax), "=b"(r.bx), "=c"(r.cx),
			 "=d"(r.dx) : "a"(leaf), "c"(sub));
	return r;
}

static inline uint64_t read_cr2(void)
{
	uint64_t v;

	__asm__ volatile("mov %%cr2, %0" : "=r"(v));
	return v;
}

static inline void write_cr3(uint64_t v)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(v) : "memory");
}

static inline void invlpg(uint64_t addr)
{
	__asm__ volatile("invlpg (%0)" : : "r"(addr) : "memory");
}

static inline uint64_t read_cr4(void)
{
	uint64_t v;

	__asm__ volatile("mov %%cr4, %0" : "=r"(v));
	return v;
}

static inline void write_cr4(uint64_t v)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(v));
}

static inline void pause_cpu(void)
{
	__asm__ volatile("pause" : : : "memory");
}

#endif /* KERNEL_X86_H */
