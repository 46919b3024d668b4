/* SPDX-License-Identifier: MIT */
/*
 * Coroutines on x86-64: what the System V ABI lets a function expect to find
 * again (rbx, rbp, r12 to r15, the control words) goes on the stack; the rest
 * the compiler has saved. See coro.c.
 */
	.text

/* void sim_switch(void **save, void *load) */
	.globl	sim_switch
	.type	sim_switch, @function
sim_switch:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	sim_switch, . - sim_switch

/* Where a new coroutine's first switch returns to: r12(r13). */
	.globl	sim_entry
	.type	sim_entry, @function
sim_entry:
	movq	%r13, %rdi
	xorl	%ebp, %ebp
	callq	*%r12
	ud2
	.size	sim_entry, . - sim_entry

	.section .note.GNU-stack, "", @progbits
