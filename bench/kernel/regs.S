/* SPDX-License-Identifier: MIT */
/*
 * Where registers and addresses matter: the entry, threads, handlers'
 * return, registers across a handler, and a loop of system calls whose
 * addresses latency.c knows.
 */
#include <asm/unistd.h>

	.text
	.globl _start
_start:
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	andq	$-16, %rsp
	call	guest_main
	hlt

	.globl restorer
restorer:
	movl	$__NR_rt_sigreturn, %eax
	syscall
	hlt

/* long thread_create(flags, stack_top, run): the child calls run(). */
	.globl thread_create
thread_create:
	movq	%rdx, %r9
	xorl	%edx, %edx
	xorl	%r10d, %r10d
	xorl	%r8d, %r8d
	movl	$__NR_clone, %eax
	syscall
	testq	%rax, %rax
	jz	1f
	ret
1:	xorl	%ebp, %ebp
	call	*%r9
	hlt

/*
 * void regs_across(const struct regs *in, struct regs *out, pid, tid, sig):
 * loads all that a program has, sends itself the signal, stores all.
 * struct regs is check.c's: 9 integers, flags, mxcsr, a double, xmm.
 */
	.globl regs_across
regs_across:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%rsi
	movq	%rdi, %rax
	movups	96(%rax), %xmm0
	movups	112(%rax), %xmm1
	movups	128(%rax), %xmm2
	movups	144(%rax), %xmm3
	movups	160(%rax), %xmm4
	movups	176(%rax), %xmm5
	movups	192(%rax), %xmm6
	movups	208(%rax), %xmm7
	movups	224(%rax), %xmm8
	movups	240(%rax), %xmm9
	movups	256(%rax), %xmm10
	movups	272(%rax), %xmm11
	movups	288(%rax), %xmm12
	movups	304(%rax), %xmm13
	movups	320(%rax), %xmm14
	movups	336(%rax), %xmm15
	fninit
	fldl	88(%rax)
	ldmxcsr	80(%rax)
	movq	%rdx, %rdi
	movq	%rcx, %rsi
	movq	%r8, %rdx
	pushq	72(%rax)
	movq	0(%rax), %rbx
	movq	8(%rax), %rbp
	movq	16(%rax), %r8
	movq	24(%rax), %r9
	movq	32(%rax), %r10
	movq	40(%rax), %r12
	movq	48(%rax), %r13
	movq	56(%rax), %r14
	movq	64(%rax), %r15
	movl	$__NR_tgkill, %eax
	popfq
	/* Both ends of the red zone. */
	movq	%rsp, -8(%rsp)
	movq	%rsp, -128(%rsp)
	syscall
	/* The handler has run. */
	movq	-8(%rsp), %rcx
	pushfq
	cld
	popq	%r11
	cmpq	%rsp, %rcx
	jne	2f
	cmpq	%rsp, -128(%rsp)
	jne	2f
	movq	0(%rsp), %rax
	movq	%rbx, 0(%rax)
	movq	%rbp, 8(%rax)
	movq	%r8, 16(%rax)
	movq	%r9, 24(%rax)
	movq	%r10, 32(%rax)
	movq	%r12, 40(%rax)
	movq	%r13, 48(%rax)
	movq	%r14, 56(%rax)
	movq	%r15, 64(%rax)
	movq	%r11, 72(%rax)
	stmxcsr	80(%rax)
	fstpl	88(%rax)
	movups	%xmm0, 96(%rax)
	movups	%xmm1, 112(%rax)
	movups	%xmm2, 128(%rax)
	movups	%xmm3, 144(%rax)
	movups	%xmm4, 160(%rax)
	movups	%xmm5, 176(%rax)
	movups	%xmm6, 192(%rax)
	movups	%xmm7, 208(%rax)
	movups	%xmm8, 224(%rax)
	movups	%xmm9, 240(%rax)
	movups	%xmm10, 256(%rax)
	movups	%xmm11, 272(%rax)
	movups	%xmm12, 288(%rax)
	movups	%xmm13, 304(%rax)
	movups	%xmm14, 320(%rax)
	movups	%xmm15, 336(%rax)
2:	cld
	popq	%rsi
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

/* void ymm_across(in, out, pid, tid, sig): the 16 AVX registers. */
	.globl ymm_across
ymm_across:
	pushq	%rsi
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	vmovups	(32 * \n)(%rdi), %ymm\n
	.endr
	movq	%rdx, %rdi
	movq	%rcx, %rsi
	movq	%r8, %rdx
	movl	$__NR_tgkill, %eax
	syscall
	popq	%rsi
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	vmovups	%ymm\n, (32 * \n)(%rsi)
	.endr
	vzeroupper
	ret

/* void regs_spoil(bool has_avx): what a handler may do to all of them. */
	.globl regs_spoil
regs_spoil:
	testb	%dil, %dil
	jz	1f
	vzeroall
1:	fninit
	fldz
	fldz
	pushq	$0x1f80
	ldmxcsr	(%rsp)
	popq	%rax
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	pcmpeqd	%xmm\n, %xmm\n
	.endr
	movq	$-1, %r8
	movq	$-1, %r9
	movq	$-1, %r10
	movq	$-1, %r11
	ret

/*
 * void call_loop(volatile int *go_on): getppid until *go_on is 0. A signal
 * that finds us at call_loop_after has found us in the kernel, or has come
 * in the one instruction there.
 */
	.globl call_loop, call_loop_after
call_loop:
	movl	$__NR_getppid, %eax
	syscall
call_loop_after:
	cmpl	$0, (%rdi)
	jne	call_loop
	ret

	.section .note.GNU-stack, "", @progbits
