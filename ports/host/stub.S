/* SPDX-License-Identifier: MIT */
/*
 * What runs inside a guest in place of two hot system calls (inproc.c): the
 * mask change and the return from a handler. The runner copies a stub into a
 * page of the guest's for each call site, and replaces the 5 bytes before the
 * site's syscall instruction by a jump to it. The syscall instruction itself
 * stays, and is where a stub goes when it cannot do the work ("slow").
 *
 * %gs is the base of the thread's slot (struct inproc_slot): offsets below. A
 * thread that has none yet, or a %gs of its own by wrgsbase, goes the slow way.
 * A system call may clobber rax, rcx and r11, and so may a stub. Nothing is
 * pushed: the red zone is the guest's.
 *
 * A stub that was stopped before its "commit" is taken back to its call site,
 * after it it is carried on by the runner: no handler ever sees a stub.
 */
#define SELF		0
#define BLOCKED		8
#define GATE		16
#define SLOW_BITS	24
#define ALT_SP		32
#define ALT_FLAGS	40
#define ALT_SIZE	48
#define IRET		64
#define XFEATURES	104
#define XSIZE		112
#define IRET_AT		120
#define HANDLER		128
#define FX		136
#define SAVE_CX		144
#define SAVE_DX		152
#define INIT_AT		160

#define INPROC_NR	1023	/* filter.c traps it */
#define SLOTS_BYTES	0x1000000 /* inproc.h */

	/* Is %gs in the arena? The runner fills in where that is. */
	.macro	check_gs
	rdgsbase %r11
	movabsq	$0, %rax
	subq	%rax, %r11
	cmpq	$SLOTS_BYTES, %r11
	jae	9f
	.endm

	.section .rodata
	.globl	inproc_stub_mask, inproc_stub_mask_commit
	.globl	inproc_stub_mask_slow, inproc_stub_mask_done
	.globl	inproc_stub_mask_end, inproc_stub_mask_slot
inproc_stub_mask:
	check_gs
inproc_stub_mask_slot:
	cmpq	$8, %r10		/* sigsetsize */
	jne	9f
	movq	%gs:BLOCKED, %r11
	testq	%rsi, %rsi
	jz	5f
	movq	(%rsi), %rax
	testl	%edi, %edi
	jz	1f
	cmpl	$1, %edi
	je	2f
	cmpl	$2, %edi
	je	3f
	jmp	9f
1:	orq	%r11, %rax		/* SIG_BLOCK */
	jmp	3f
2:	notq	%rax			/* SIG_UNBLOCK */
	andq	%r11, %rax
3:	btrq	$8, %rax		/* never SIGKILL ... */
	btrq	$18, %rax		/* ... nor SIGSTOP */
	movq	%rax, %rcx
	xorq	%r11, %rcx
	testq	%rcx, %gs:SLOW_BITS
	jnz	9f
	cmpq	$0, %gs:GATE
	jne	9f
	xchgq	%rax, %gs:BLOCKED	/* a full barrier: the gate is read */
inproc_stub_mask_commit:		/* after the mask is there to see */
	testq	%rdx, %rdx
	jz	4f
	movq	%r11, (%rdx)
4:	cmpq	$0, %gs:GATE
	jne	8f
	xorl	%eax, %eax
	jmp	7f
5:	testq	%rdx, %rdx
	jz	6f
	movq	%r11, (%rdx)
6:	xorl	%eax, %eax
7:
inproc_stub_mask_done:
	.byte	0xe9
	.long	0
8:	movl	$INPROC_NR, %eax	/* something came: let the runner look */
	syscall
	jmp	7b
9:	movl	$14, %eax		/* rt_sigprocmask */
inproc_stub_mask_slow:
	.byte	0xe9
	.long	0
inproc_stub_mask_end:

	/* rsp is at the ucontext: its offsets. */
#define UC_SS_SP	16
#define UC_SS_FLAGS	24
#define UC_SS_SIZE	32
#define UC_R8		40
#define UC_DI		104
#define UC_SI		112
#define UC_BP		120
#define UC_BX		128
#define UC_DX		136
#define UC_AX		144
#define UC_CX		152
#define UC_SP		160
#define UC_IP		168
#define UC_FLAGS	176
#define UC_CS		184
#define UC_FPSTATE	224
#define UC_MASK		296

	.globl	inproc_stub_ret, inproc_stub_ret_iret
	.globl	inproc_stub_ret_slow, inproc_stub_ret_end
	.globl	inproc_stub_ret_slot
inproc_stub_ret:
	check_gs
inproc_stub_ret_slot:
	cmpq	$0, %gs:GATE
	jne	9f
	movq	UC_FPSTATE(%rsp), %rdi
	testq	%rdi, %rdi
	jz	9f
	testb	$63, %dil
	jnz	9f
	cmpl	$0x46505853, 464(%rdi)	/* FP_XSTATE_MAGIC1 */
	jne	9f
	movq	472(%rdi), %rax
	cmpq	%rax, %gs:XFEATURES
	jne	9f
	movl	480(%rdi), %ecx
	cmpl	%ecx, %gs:XSIZE
	jne	9f
	cmpl	$0x46505845, (%rdi,%rcx) /* FP_XSTATE_MAGIC2 */
	jne	9f
	movabsq	$0x002b000000000033, %rdx /* cs, gs, fs, ss */
	cmpq	%rdx, UC_CS(%rsp)
	jne	9f
	testl	$0x100, UC_FLAGS(%rsp)	/* single step: the kernel's */
	jnz	9f
	movq	UC_SS_SP(%rsp), %rcx
	cmpq	%rcx, %gs:ALT_SP
	jne	9f
	movl	UC_SS_FLAGS(%rsp), %ecx
	cmpl	%ecx, %gs:ALT_FLAGS
	jne	9f
	movq	UC_SS_SIZE(%rsp), %rcx
	cmpq	%rcx, %gs:ALT_SIZE
	jne	9f
	movq	UC_IP(%rsp), %rcx
	shrq	$47, %rcx
	jnz	9f
	movq	UC_MASK(%rsp), %rbx
	btrq	$8, %rbx
	btrq	$18, %rbx
	movq	%rbx, %rcx
	xorq	%gs:BLOCKED, %rcx
	testq	%rcx, %gs:SLOW_BITS
	jnz	9f
	movq	%rax, %rdx
	shrq	$32, %rdx
	xrstor64 (%rdi)			/* may fault: back to the site */
	xchgq	%rbx, %gs:BLOCKED
	cmpq	$0, %gs:GATE
	jne	9f
	movq	%gs:SELF, %rax
	movq	UC_IP(%rsp), %rcx
	movq	%rcx, IRET(%rax)
	movq	$0x33, IRET + 8(%rax)
	movq	UC_FLAGS(%rsp), %rcx
	andq	$0x50cd5, %rcx		/* what a user may set, without TF */
	orq	$0x202, %rcx
	movq	%rcx, IRET + 16(%rax)
	movq	UC_SP(%rsp), %rcx
	movq	%rcx, IRET + 24(%rax)
	movq	$0x2b, IRET + 32(%rax)
	movq	UC_R8(%rsp), %r8
	movq	UC_R8 + 8(%rsp), %r9
	movq	UC_R8 + 16(%rsp), %r10
	movq	UC_R8 + 24(%rsp), %r11
	movq	UC_R8 + 32(%rsp), %r12
	movq	UC_R8 + 40(%rsp), %r13
	movq	UC_R8 + 48(%rsp), %r14
	movq	UC_R8 + 56(%rsp), %r15
	movq	UC_DI(%rsp), %rdi
	movq	UC_SI(%rsp), %rsi
	movq	UC_BP(%rsp), %rbp
	movq	UC_BX(%rsp), %rbx
	movq	UC_DX(%rsp), %rdx
	movq	UC_AX(%rsp), %rax
	movq	UC_CX(%rsp), %rcx
	movq	%gs:IRET_AT, %rsp
inproc_stub_ret_iret:
	iretq
9:	movl	$15, %eax		/* rt_sigreturn */
inproc_stub_ret_slow:
	.byte	0xe9
	.long	0
inproc_stub_ret_end:

	/*
	 * The way into a handler: the runner has written the frame but for
	 * the extended state, which is saved here where it is, and set to its
	 * initial value. Flags and all registers but rax are kept: hence
	 * shrx and lea for "or 3".
	 */
	.globl	inproc_stub_enter, inproc_stub_enter_kept
	.globl	inproc_stub_enter_done, inproc_stub_enter_end
inproc_stub_enter:
	movq	%rcx, %gs:SAVE_CX
	movq	%rdx, %gs:SAVE_DX
inproc_stub_enter_kept:
	movq	%gs:FX, %rcx
	movl	%gs:XFEATURES, %eax
	movl	%gs:XFEATURES + 4, %edx
	xsave64	(%rcx)
	movl	$2, %edx
	movq	512(%rcx), %rax		/* xstate_bv: x87 and SSE count */
	shrx	%rdx, %rax, %rax
	leaq	3(,%rax,4), %rax
	movq	%rax, 512(%rcx)
	movl	%gs:XFEATURES, %eax
	movl	%gs:XFEATURES + 4, %edx
	movq	%gs:INIT_AT, %rcx
	xrstor64 (%rcx)
inproc_stub_enter_done:
	movl	$0, %eax
	movq	%gs:SAVE_CX, %rcx
	movq	%gs:SAVE_DX, %rdx
	jmpq	*%gs:HANDLER
inproc_stub_enter_end:
	.section .note.GNU-stack,"",@progbits
