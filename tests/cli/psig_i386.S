/* SPDX-License-Identifier: MIT */
/* An i386 process, without a libc: catches SIGHUP, "ready", reads. */
	.globl _start
_start:
	mov $174, %eax		/* rt_sigaction */
	mov $1, %ebx
	mov $action, %ecx
	xor %edx, %edx
	mov $8, %esi
	int $0x80
	mov $4, %eax		/* write */
	mov $1, %ebx
	mov $text, %ecx
	mov $6, %edx
	int $0x80
	mov $3, %eax		/* read */
	xor %ebx, %ebx
	mov $action, %ecx
	mov $1, %edx
	int $0x80
	mov %eax, %ebx		/* exit, with what read returned */
	mov $1, %eax
	int $0x80
	.data
action:	.long handler, 0, 0, 0, 0
text:	.ascii "ready\n"
	.text
handler:
	ret
	.section .note.GNU-stack,"",@progbits
