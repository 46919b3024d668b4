/* SPDX-License-Identifier: MIT */
/*
 * From QEMU's hands to kernel_main(): PVH enters here in 32-bit protected
 * mode without paging, %ebx pointing to its start info. The page tables made
 * here stay: they map the first 4 GiB three times, at 0 (for the other CPUs'
 * trampoline), at DIRECT (all memory) and at -2 GiB (the kernel).
 */
#define PRESENT_WRITE	3
#define HUGE		0x80
#define KERNEL_BASE	0xffffffff80000000
#define EFER		0xc0000080
#define EFER_SCE_LME_NX	0x901

	.section .note.pvh, "a", @note
	.balign 4
	.long 4, 4, 18		/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.long boot_entry

	.section .boot, "awx"
	.code32
	.globl boot_entry
boot_entry:
	cld
	mov $boot_stack_end, %esp
	mov %ebx, %ebp

	/* Four page directories of 2 MiB pages. */
	mov $boot_pd, %edi
	mov $(PRESENT_WRITE | HUGE), %eax
	mov $2048, %ecx
1:	mov %eax, (%edi)
	movl $0, 4(%edi)
	add $0x200000, %eax
	add $8, %edi
	dec %ecx
	jnz 1b

	mov $boot_pdpt, %edi
	mov $(boot_pd + PRESENT_WRITE), %eax
	mov $4, %ecx
2:	mov %eax, (%edi)
	add $4096, %eax
	add $8, %edi
	dec %ecx
	jnz 2b
	movl $(boot_pd + PRESENT_WRITE), boot_pdpt_high + 510 * 8
	movl $(boot_pd + 4096 + PRESENT_WRITE), boot_pdpt_high + 511 * 8
	movl $(boot_pdpt + PRESENT_WRITE), boot_pml4
	movl $(boot_pdpt + PRESENT_WRITE), boot_pml4 + 256 * 8
	movl $(boot_pdpt_high + PRESENT_WRITE), boot_pml4 + 511 * 8

	call boot_long_mode
	ljmp $0x10, $3f
	.code64
3:	mov $0x18, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	xor %eax, %eax
	mov %eax, %fs
	mov %eax, %gs
	mov $boot_cpu_stack_end, %rsp
	mov %ebp, %edi
	xor %ebp, %ebp
	movabs $kernel_main, %rax
	call *%rax
	ud2

	/* Paging and long mode on; the trampoline comes here, too. */
	.code32
	.globl boot_long_mode
boot_long_mode:
	mov $boot_pml4, %eax
	mov %eax, %cr3
	mov %cr4, %eax
	or $0x6a0, %eax		/* PAE, PGE, OSFXSR, OSXMMEXCPT */
	mov %eax, %cr4
	mov $EFER, %ecx
	rdmsr
	or $EFER_SCE_LME_NX, %eax
	wrmsr
	mov $0x80010033, %eax	/* PG WP NE ET MP PE */
	mov %eax, %cr0
	lgdt boot_gdt_at
	ret

	.balign 8
	.globl boot_gdt_at
boot_gdt:
	.quad 0, 0
	.quad 0x00af9b000000ffff	/* 0x10: code, 64 bits */
	.quad 0x00cf93000000ffff	/* 0x18: data */
boot_gdt_at:
	.word . - boot_gdt - 1
	.long boot_gdt
	.long 0

	.balign 4096
	.globl boot_pml4
boot_pml4:
	.fill 4096
boot_pdpt:
	.fill 4096
boot_pdpt_high:
	.fill 4096
boot_pd:
	.fill 4 * 4096
boot_stack:
	.fill 256
boot_stack_end:

	.bss
	.balign 4096
	.globl boot_cpu_stack
boot_cpu_stack:
	.fill 16384
	.globl boot_cpu_stack_end
boot_cpu_stack_end:
	.section .note.GNU-stack, "", @progbits
