/* SPDX-License-Identifier: MIT */
/* int80 NR: call NR of the i386 ABI from a 64-bit program. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	long ret = argc > 1 ? atol(argv[1]) : 20;

	puts("before");
	fflush(stdout);
	__asm__ volatile("int $0x80" : "+a"(ret) : "b"(-1l), "c"(0l), "d"(0l)
			 : "memory");
	puts("after");
	return 0;
}
