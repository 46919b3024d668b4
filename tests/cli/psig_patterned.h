/* SPDX-License-Identifier: MIT */
/*
 * A system call, or a wait in user mode, with a known value in every register
 * and in the 4 KiB below the stack pointer; and what of them has changed.
 */
#ifndef PSIG_PATTERNED_H
#define PSIG_PATTERNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BELOW	4096

/* What patterned_call() uses; all of it is reached by rip. */
struct patterned {
	uint64_t nr, arg[6];		/* rdi rsi rdx r10 r8 r9 */
	uint64_t keep[6];		/* rbx rbp r12 r13 r14 r15 */
	uint64_t after[16];		/* rax, rdi .. r9, rbx .. r15, rcx, r11 */
	uint64_t sp;
	uint8_t fx[512] __attribute__((aligned(16)));
	uint8_t fx_after[512] __attribute__((aligned(16)));
	uint8_t below[BELOW];
} patterned __attribute__((aligned(64), used));

void patterned_call(void);
void patterned_spin(void);

/* Offsets in struct patterned. */
_Static_assert(offsetof(struct patterned, keep) == 56, "keep");
_Static_assert(offsetof(struct patterned, after) == 104, "after");
_Static_assert(offsetof(struct patterned, sp) == 232, "sp");
_Static_assert(offsetof(struct patterned, fx) == 240, "fx");
_Static_assert(offsetof(struct patterned, fx_after) == 752, "fx_after");
_Static_assert(offsetof(struct patterned, below) == 1264, "below");

#define BEGIN \
	"push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n" \
	"mov %rsp, patterned+232(%rip)\n" \
	"lea -4096(%rsp), %rdi; mov $4096, %ecx; mov $0xa5, %al\n" \
	"cld; rep stosb\n" \
	"fxrstor64 patterned+240(%rip)\n" \
	"mov patterned+8(%rip), %rdi; mov patterned+16(%rip), %rsi\n" \
	"mov patterned+24(%rip), %rdx; mov patterned+32(%rip), %r10\n" \
	"mov patterned+40(%rip), %r8; mov patterned+48(%rip), %r9\n" \
	"mov patterned+56(%rip), %rbx; mov patterned+64(%rip), %rbp\n" \
	"mov patterned+72(%rip), %r12; mov patterned+80(%rip), %r13\n" \
	"mov patterned+88(%rip), %r14; mov patterned+96(%rip), %r15\n" \
	"mov patterned(%rip), %rax\n"
#define END \
	"fxsave64 patterned+752(%rip)\n" \
	"mov %rax, patterned+104(%rip); mov %rdi, patterned+112(%rip)\n" \
	"mov %rsi, patterned+120(%rip); mov %rdx, patterned+128(%rip)\n" \
	"mov %r10, patterned+136(%rip); mov %r8, patterned+144(%rip)\n" \
	"mov %r9, patterned+152(%rip); mov %rbx, patterned+160(%rip)\n" \
	"mov %rbp, patterned+168(%rip); mov %r12, patterned+176(%rip)\n" \
	"mov %r13, patterned+184(%rip); mov %r14, patterned+192(%rip)\n" \
	"mov %r15, patterned+200(%rip); mov %rcx, patterned+208(%rip)\n" \
	"mov %r11, patterned+216(%rip)\n" \
	"lea patterned+1264(%rip), %rdi; lea -4096(%rsp), %rsi\n" \
	"mov $4096, %ecx; rep movsb\n" \
	"mov patterned+232(%rip), %rdi; sub %rsp, %rdi\n" \
	"mov %rdi, patterned+232(%rip); add %rdi, %rsp\n" \
	"pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n" \
	"ret\n"
__asm__(".text\n"
	"patterned_call:\n" BEGIN "syscall\n" END
	/* No call changes these two. */
	"patterned_spin:\n" BEGIN
	"mov $0x1c1c1c1c, %ecx; mov $0x1d1d1d1d, %r11d\n"
	"1: cmpl $0, (%rdi); je 1b\n" END);

static void set_args(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		     uint64_t e, uint64_t f)
{
	const uint64_t arg[6] = { a, b, c, d, e, f };

	patterned.nr = (uint64_t)nr;
	memcpy(patterned.arg, arg, sizeof(arg));
}
#define A(p) ((uint64_t)(uintptr_t)(p))
#define UNUSED 0x7a7a7a7a7a7a7a7aull

static void pattern(void)
{
	size_t i;

	for (i = 0; i < 6; i++)
		patterned.keep[i] = 0x0101010101010101ull * (0x10 + i);
	__asm__ volatile("fxsave64 %0" : "=m"(patterned.fx));
	for (i = 160; i < 416; i++)
		patterned.fx[i] = (uint8_t)i;
}

/* excused: the argument that may have changed, or -1. */
static void say_registers(int excused, bool spins)
{
	static const char *const names[] = {
		"rax", "rdi", "rsi", "rdx", "r10", "r8", "r9", "rbx", "rbp",
		"r12", "r13", "r14", "r15",
	};
	size_t i;

	for (i = 0; i < 6; i++)
		if (patterned.after[1 + i] != patterned.arg[i] &&
		    (int)i != excused)
			printf(" %s", names[1 + i]);
	for (i = 0; i < 6; i++)
		if (patterned.after[7 + i] != patterned.keep[i])
			printf(" %s", names[7 + i]);
	if (spins && patterned.after[13] != 0x1c1c1c1c)
		printf(" rcx");
	if (spins && patterned.after[14] != 0x1d1d1d1d)
		printf(" r11");
	if (patterned.sp != 0)
		printf(" rsp");
	/* Control, status, ST0 to ST7, MXCSR, XMM0 to XMM15. */
	if (memcmp(patterned.fx, patterned.fx_after, 5) != 0 ||
	    memcmp(patterned.fx + 24, patterned.fx_after + 24, 392) != 0)
		printf(" fx");
}

/* excused: right below the red zone one struct timespec may be. */
static void say_stack(bool excused)
{
	int first = -1, last = -1, i;

	for (i = 0; i < BELOW; i++) {
		if (patterned.below[i] == 0xa5)
			continue;
		first = first < 0 ? i : first;
		last = i;
	}
	if (first < 0 || (excused && last - first < 16 &&
			  first >= BELOW - 192 && last < BELOW - 128))
		return;
	printf(" stack-%d..%d", BELOW - first, BELOW - last);
}

#endif /* PSIG_PATTERNED_H */
