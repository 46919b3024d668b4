/* SPDX-License-Identifier: MIT */
/*
 * The way into guest.c and out of it, in the same section: the runner copies
 * both. A stub at a call site comes here with the call's number in rax and
 * the address of its syscall instruction in rcx. The thread's stack is not
 * touched; of the registers only rax, rcx and r11 change, as by a system call
 * (flags do not).
 */
#include "guest.h"

#define SLOT_ENTER	56	/* struct inproc_slot.enter_at ... */
#define SLOT_OWN	168	/* ... and .own */
#define FRAME_UCONTEXT	8	/* arch/x86_64/frame.h */
#define FRAME_SIGINFO	312

	/* The call's arguments are as they were; r11: struct own. */
	.macro	args_back
	movq	OWN_DI(%r11), %rdi
	movq	OWN_SI(%r11), %rsi
	movq	OWN_DX(%r11), %rdx
	movq	OWN_R10(%r11), %r10
	movq	OWN_R8(%r11), %r8
	movq	OWN_R9(%r11), %r9
	.endm

	/* And so are the flags and the stack: on to rcx. */
	.macro	leave_own
	leaq	OWN_FLAGS(%r11), %rsp
	popfq
	movq	OWN_SP(%r11), %rsp
	jmpq	*%rcx
	.endm

	.section ksig_guest, "ax", @progbits
	.globl	guest_entry, guest_saved, guest_commit, guest_committed
	.globl	guest_none, guest_swapped, guest_swapped_end
	.globl	guest_slow, guest_entry_end
guest_none:				/* rcx and r11 exchanged */
	jmpq	*%r11
guest_entry:
	movq	%gs:SLOT_OWN, %r11
	xchgq	%rcx, %r11		/* nothing may change the flags yet */
guest_swapped:
	jrcxz	guest_none
	xchgq	%rcx, %r11
guest_swapped_end:
	movq	%rax, OWN_NR(%r11)
	movq	%rcx, OWN_CALL(%r11)
	movq	%rdi, OWN_DI(%r11)
	movq	%rsi, OWN_SI(%r11)
	movq	%rdx, OWN_DX(%r11)
	movq	%r10, OWN_R10(%r11)
	movq	%r8, OWN_R8(%r11)
	movq	%r9, OWN_R9(%r11)
	/* guest.c keeps these, but it may be left in the middle. */
	movq	%rbx, OWN_BX(%r11)
	movq	%rbp, OWN_BP(%r11)
	movq	%r12, OWN_R12(%r11)
	movq	%r13, OWN_R13(%r11)
	movq	%r14, OWN_R14(%r11)
	movq	%r15, OWN_R15(%r11)
	movq	$0, OWN_COMMITTED(%r11)
	movq	$0, OWN_FLAGS(%r11)
	movq	%rsp, OWN_SP(%r11)
guest_saved:				/* all is kept: may be undone */
	leaq	OWN_FLAGS + 8(%r11), %rsp
	pushfq
	leaq	OWN_STACK_TOP(%r11), %rsp
	movq	%r11, %rdi
	call	guest_plan
	movq	%gs:SLOT_OWN, %r11
	testl	%eax, %eax
	jz	guest_slow
	movq	OWN_OLD(%r11), %rax
	movq	OWN_NEW(%r11), %rdx
	lock cmpxchgq %rdx, OWN_WORD(%r11)
guest_commit:				/* ZF says whether it has happened */
	jne	guest_slow
guest_committed:
	movq	$1, OWN_COMMITTED(%r11)
	movq	%r11, %rdi
	call	guest_finish
	movq	%gs:SLOT_OWN, %r11
	args_back
	cmpq	$0, OWN_FRAME(%r11)
	jne	guest_enter
	movq	OWN_RET(%r11), %rax
	movq	OWN_CALL(%r11), %rcx
	addq	$2, %rcx
	leave_own
guest_enter:				/* a handler, by way of stub.S */
	movq	OWN_ENTER_SIG(%r11), %rdi
	movq	OWN_FRAME(%r11), %rcx
	leaq	FRAME_SIGINFO(%rcx), %rsi
	leaq	FRAME_UCONTEXT(%rcx), %rdx
	movq	OWN_CALL(%r11), %rcx
	addq	$2, %rcx
	leaq	OWN_ENTER_FLAGS(%r11), %rsp
	popfq
	movq	OWN_FRAME(%r11), %rsp
	movq	OWN_FLAGS(%r11), %r11
	jmpq	*%gs:SLOT_ENTER
guest_slow:
	args_back
	movq	OWN_NR(%r11), %rax
	movq	OWN_CALL(%r11), %rcx
	leave_own
guest_entry_end:

	/* At a call site: "mov $number, %eax" ... */
	.section .rodata
	.globl	guest_stub, guest_stub_call, guest_stub_jump, guest_stub_end
guest_stub:
	movl	$0, %eax
guest_stub_call:
	leaq	0(%rip), %rcx
guest_stub_jump:
	.byte	0xe9
	.long	0
guest_stub_end:

	/*
	 * ... and glibc's read(2): "cmpb $0, flag; je multi; xor %eax, %eax".
	 * One of another descriptor than the signalfd's goes on at once.
	 */
	.globl	guest_read, guest_read_multi, guest_read_call
	.globl	guest_read_jump, guest_read_slow, guest_read_end
guest_read:
	.byte	0x80, 0x3d		/* cmpb $0, 0(%rip) */
	.long	0
	.byte	0
guest_read_multi:
	.byte	0x0f, 0x84		/* je */
	.long	0
	xorl	%eax, %eax
	movq	%gs:SLOT_OWN, %r11
	testq	%r11, %r11
	jz	guest_read_slow
	cmpl	OWN_WATCH_FD(%r11), %edi
	jne	guest_read_slow
guest_read_call:
	leaq	0(%rip), %rcx
guest_read_jump:
	.byte	0xe9
	.long	0
guest_read_slow:
	.byte	0xe9
	.long	0
guest_read_end:

	/*
	 * ... and the one of syscall(2), for any number. A frame shows the
	 * flags: they stay as they are.
	 */
	.macro	goes_in nr
	leal	-\nr(%rax), %ecx
	jrcxz	guest_any_call
	.endm
	.globl	guest_any, guest_any_slow, guest_any_call, guest_any_jump
	.globl	guest_any_end
guest_any:
	movq	8(%rsp), %r9
	goes_in	234		/* tgkill */
	goes_in	62		/* kill */
	goes_in	129		/* rt_sigqueueinfo */
	goes_in	128		/* rt_sigtimedwait */
	goes_in	127		/* rt_sigpending */
	goes_in	13		/* rt_sigaction */
	goes_in	200		/* tkill */
guest_any_slow:
	.byte	0xe9
	.long	0
guest_any_call:
	leaq	0(%rip), %rcx
guest_any_jump:
	.byte	0xe9
	.long	0
guest_any_end:
	.section .note.GNU-stack,"",@progbits
