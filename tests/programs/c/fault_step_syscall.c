/* The trap flag over a system call and over a signal handler: how many steps
 * are reported is the kernel's to say. */
#include "t.h"
static volatile int steps, usr;
static void h(int s, siginfo_t *si, void *uc) { (void)s; (void)si; (void)uc; steps++; }
static void u1(int s) { (void)s; usr++; }
int main(void)
{
	on3(SIGTRAP, h, 0, 0);
	on(SIGUSR1, u1, 0);
	long pid = getpid(), r;
	__asm__ volatile("sub $128,%%rsp; pushfq; orl $0x100,(%%rsp); popfq; nop; mov $39,%%eax; syscall; nop; pushfq; andl $~0x100,(%%rsp); popfq; add $128,%%rsp"
			 : "=a"(r) :: "rcx", "r11", "cc", "memory");
	say("getpid right %d, steps %d\n", r == pid, steps);
	steps = 0;
	__asm__ volatile("sub $128,%%rsp; pushfq; orl $0x100,(%%rsp); popfq; nop; mov $62,%%eax; syscall; nop; pushfq; andl $~0x100,(%%rsp); popfq; add $128,%%rsp"
			 : "=a"(r) : "D"(pid), "S"(SIGUSR1) : "rcx", "r11", "cc", "memory");
	say("kill %ld, handler %d, steps %d\n", r, usr, steps);
}
