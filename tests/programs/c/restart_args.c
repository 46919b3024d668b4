/* A restarted call has all six argument registers, and the callee-saved ones,
 * as they were; rcx and r11 are the kernel's to lose. */
#include "intr.h"
#include <sys/socket.h>
static int s[2];
static char b[16];
static u64 regs[14];
static void setup(void) { OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s)); memset(b, 0, sizeof b); }
static long call(void)
{
	long r;
	register u64 r10 __asm__("r10") = 0x40;	/* recvfrom flags: MSG_DONTWAIT is 0x40; replaced below */
	r10 = 0x100;				/* MSG_WAITALL */
	register u64 r8 __asm__("r8") = 0;
	register u64 r9 __asm__("r9") = 0x99;
	u64 fd = (u64)s[0], buf = (u64)b, n = 8;
	__asm__ volatile("mov $0x1212,%%r12\n mov $0x1313,%%r13\n mov $0x1414,%%r14\n mov $0x1515,%%r15\n"
			 "syscall\n"
			 "mov %%rdi,0(%%rbx)\n mov %%rsi,8(%%rbx)\n mov %%rdx,16(%%rbx)\n mov %%r10,24(%%rbx)\n"
			 "mov %%r8,32(%%rbx)\n mov %%r9,40(%%rbx)\n mov %%r12,48(%%rbx)\n mov %%r13,56(%%rbx)\n"
			 "mov %%r14,64(%%rbx)\n mov %%r15,72(%%rbx)\n"
			 : "=a"(r), "+D"(fd), "+S"(buf), "+d"(n), "+r"(r10), "+r"(r8), "+r"(r9)
			 : "a"(SYS_recvfrom), "b"(regs) : "rcx", "r11", "r12", "r13", "r14", "r15", "memory");
	return r;
}
static void wake(void) { write(s[1], "12345678", 8); }
static void after(long r)
{
	(void)r;
	say("  fd %d buf %d len %d flags %#x addr %d alen %#x r12 %#x r13 %#x r14 %#x r15 %#x data %s\n", regs[0] == (u64)s[0],
	    regs[1] == (u64)b, (int)regs[2], (int)regs[3], (int)regs[4], (int)regs[5], (int)regs[6], (int)regs[7],
	    (int)regs[8], (int)regs[9], b);
}
int main(void) { intr(&(struct op){ "recvfrom", setup, call, wake, after }); }
