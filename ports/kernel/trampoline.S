/* SPDX-License-Identifier: MIT */
/*
 * Where another CPU begins, in real mode, at TRAMPOLINE (apic.c has copied
 * this there). Its stack and what to call are in trampoline_stack.
 */
#define TRAMPOLINE 0x8000
#define AT(x) ((x) - trampoline + TRAMPOLINE)

	.section .rodata
	.balign 16
	.globl trampoline, trampoline_end
	.code16
trampoline:
	cli
	xor %ax, %ax
	mov %ax, %ds
	lgdtl AT(gdt_at)
	mov %cr0, %eax
	or $1, %eax
	mov %eax, %cr0
	ljmpl $0x08, $AT(protected)
	.code32
protected:
	mov $0x10, %ax
	mov %ax, %ds
	mov %ax, %ss
	mov %ax, %es
	mov $(TRAMPOLINE + 0xf00), %esp
	mov $boot_long_mode, %eax
	call *%eax
	ljmp $0x10, $AT(long_mode)
	.code64
long_mode:
	mov $0x18, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	xor %eax, %eax
	mov %eax, %fs
	mov %eax, %gs
	movabs $trampoline_stack, %rax
	mov (%rax), %rsp
	xor %ebp, %ebp
	movabs $cpu_started, %rax
	call *%rax
	ud2

	.balign 8
gdt:
	.quad 0
	.quad 0x00cf9b000000ffff	/* code, 32 bits */
	.quad 0x00cf93000000ffff	/* data */
gdt_at:
	.word . - gdt - 1
	.long AT(gdt)
trampoline_end:
	.section .note.GNU-stack, "", @progbits
