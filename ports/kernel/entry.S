/* SPDX-License-Identifier: MIT */
/*
 * Ways into the kernel and out of it. Each entry leaves a struct ksig_regs
 * on the stack; from user mode it is at the very top of the thread's stack
 * (cpu_set_stack()), so thread.regs is always the same place.
 */
#define CPU_ENTRY_SP	%gs:8
#define CPU_USER_SP	%gs:16
#define CPU_WINDOW_SP	%gs:40
#define REG_CS		136
#define REG_ORIG_AX	120
#define REG_DI		112

/* What C keeps. */
.macro push_kept
	push %rbx
	push %rbp
	push %r12
	push %r13
	push %r14
	push %r15
.endm
.macro pop_kept
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
.endm
.macro push_rest
	push %rsi
	push %rdx
	push %rcx
	push %rax
	push %r8
	push %r9
	push %r10
	push %r11
	push_kept
.endm
/* What C need not keep; orig_ax is next. */
.macro pop_scratch
	pop %r11
	pop %r10
	pop %r9
	pop %r8
	pop %rax
	pop %rcx
	pop %rdx
	pop %rsi
	pop %rdi
.endm
.macro pop_all
	pop_kept
	pop_scratch
	add $8, %rsp		/* orig_ax */
.endm

	.text
	.globl syscall_entry
syscall_entry:
	swapgs
	mov %rsp, CPU_USER_SP
	mov CPU_ENTRY_SP, %rsp
	push $0x2b
	push CPU_USER_SP
	push %r11
	push $0x33
	push %rcx
	push %rax		/* orig_ax */
	push %rdi
	push_rest
	mov %rsp, %rdi
	call syscall_enter
leave_kernel:			/* al: enum leave */
	test %al, %al
	js leave_same
	jz leave_by_iret
	mov 0(%rsp), %r15
	mov 8(%rsp), %r14
	mov 16(%rsp), %r13
	mov 24(%rsp), %r12
	mov 32(%rsp), %rbp
	mov 40(%rsp), %rbx
leave_same:
	add $48, %rsp
	pop_scratch
	mov 32(%rsp), %rsp	/* behind orig_ax, ip, cs, flags */
	swapgs
	sysretq
leave_by_iret:
	pop_all
	swapgs
	.globl iret_to_user
iret_to_user:
	iretq

/* A new thread's first instruction: sched.c has switched to its stack. */
	.globl thread_begin
thread_begin:
	call thread_begun
	mov %rsp, %rdi
	call return_to_user
	and $1, %al		/* LEAVE_SYSRET_SAME is LEAVE_SYSRET */
	jmp leave_kernel

/* The same for the first of all. */
	.globl thread_first
thread_first:
	call *init_main(%rip)
	xor %eax, %eax
	jmp leave_kernel

/* Exceptions and interrupts: a stub for each vector. */
	.balign 16
	.globl vector_stubs
vector_stubs:
	.set vec, 0
	.rept 256
	.balign 16
	.if (vec == 8) || (vec >= 10 && vec <= 14) || (vec == 17) || (vec == 21)
	.else
	push $0			/* the processor has pushed no error code */
	.endif
	push %rdi
	mov $vec, %edi
	jmp interrupt_entry
	.set vec, vec + 1
	.endr

interrupt_entry:
	push_rest
	cld
	mov %edi, %esi
	mov %rsp, %rdi
	testb $3, REG_CS(%rsp)
	jz 1f
	swapgs
	call interrupt
	jmp leave_by_iret
1:	call interrupt
	pop_all
	iretq

/*
 * switch_stacks(where to save rsp, rsp to load): what C expects to be kept
 * is on the stack of who is switched away.
 */
	.globl switch_stacks
switch_stacks:
	push_kept
	mov %rsp, (%rdi)
	mov %rsi, %rsp
	pop_kept
	ret

/*
 * user_copy_bytes(to, from, n), user_copy_word(to, from), user_xsave(to, where
 * XSTATE_BV is put), user_xrstor(from): 0 or -EFAULT. A page fault in here
 * that mm_fault() cannot mend, or what XRSTOR refuses, goes on at
 * user_copy_failed (trap.c).
 */
	.globl user_copy_bytes, user_copy_word, user_copy_first
	.globl user_xsave, user_xrstor
	.globl user_copy_last, user_copy_failed
	.globl user_window, user_window_failed
user_copy_bytes:
	mov %rdx, %rcx
	mov %rdx, %rax
	and $7, %eax
	shr $3, %rcx
user_copy_first:
	rep movsq
	mov %eax, %ecx
	rep movsb
	xor %eax, %eax
	ret
user_xsave:
	mov $-1, %eax
	mov $-1, %edx
	xsave64 (%rdi)
	mov 512(%rdi), %rax	/* XSTATE_BV */
	mov %rax, (%rsi)
	xor %eax, %eax
	ret
user_xrstor:
	mov $-1, %eax
	mov $-1, %edx
	xrstor64 (%rdi)
	xor %eax, %eax
	ret
user_copy_word:
	mov (%rsi), %rax
	mov %rax, (%rdi)
user_copy_last:
	xor %eax, %eax
	ret
user_copy_failed:
	mov $-14, %eax
	ret
/*
 * user_window(at, arg, use): use(at, arg), 0; -EFAULT if a page fault in it
 * cannot be mended: trap.c then goes on at user_window_failed, with the stack
 * as it was here.
 */
user_window:
	push_kept
	mov %rsp, CPU_WINDOW_SP
	call *%rdx
	xor %eax, %eax
	mov %rax, CPU_WINDOW_SP
	add $48, %rsp
	ret
user_window_failed:
	movq $0, CPU_WINDOW_SP
	pop_kept
	mov $-14, %eax
	ret

/*
 * What a program can be given to return from a handler to if it has no
 * restorer of its own (options.sigreturn): mapped at VDSO_AT by exec.c.
 */
	.section .rodata
	.balign 16
	.globl vdso_begin, vdso_end
vdso_begin:
	mov $15, %eax		/* rt_sigreturn(2) */
	syscall
	ud2
vdso_end:
	.balign 16
	.globl init_begin, init_end
init_begin:
	.incbin INIT
init_end:
	.section .note.GNU-stack, "", @progbits
