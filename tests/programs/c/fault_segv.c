/* SIGSEGV: si_code, si_addr, trapno, error code and cr2 for each kind of bad
 * access; the handler repairs rip and the program goes on. */
#include "t.h"
static sigjmp_buf jb;
static u64 want;
static const char *what;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	struct ksi *k = (void *)si;
	say("%-28s %s %s, si_addr %s, cr2 %s, trapno %d err %#x\n", what, sn(s), cn(s, k->code),
	    k->fault.addr == want ? "as accessed" : k->fault.addr ? "other" : "0", u->mc.cr2 == want ? "as accessed" : "other",
	    (int)u->mc.trapno, (int)u->mc.err);
	siglongjmp(jb, 1);
}
#define TRY(name, addr, stmt) do { what = name; want = (u64)(addr); if (!sigsetjmp(jb, 1)) { stmt; say("%s: no fault\n", name); } } while (0)
int main(void)
{
	on3(SIGSEGV, h, 0, 0);
	on3(SIGBUS, h, 0, 0);
	char *ro = pages(4096, PROT_READ), *no = pages(4096, PROT_NONE), *rw = pages(4096, PROT_READ | PROT_WRITE);
	char *gone = pages(8192, PROT_READ | PROT_WRITE);
	munmap(gone, 8192);
	volatile char *p;
	rw[0] = (char)0xc3;
	volatile char sink;
	TRY("read unmapped", gone + 100, p = gone + 100; sink = *p);
	TRY("write unmapped", gone + 5000, p = gone + 5000; *p = 1);
	TRY("read null", 0, p = 0; __asm__ volatile("" : "+r"(p)); sink = *p);
	TRY("read null + 8", 8, p = (char *)8; sink = *p);
	TRY("write read-only", ro + 7, p = ro + 7; *p = 1);
	TRY("read PROT_NONE", no + 1, p = no + 1; sink = *p);
	TRY("write PROT_NONE", no + 2, p = no + 2; *p = 1);
	TRY("write code", &t_restorer, p = t_restorer; *p = 1);
	TRY("read, not canonical", 0x8000000000000000, p = (char *)0x8000000000000000; sink = *p);
	TRY("write, not canonical", 0x0000900000000000, p = (char *)0x0000900000000000; *p = 1);
	TRY("read kernel address", 0xffffffff81000000, p = (char *)0xffffffff81000000; sink = *p);
	TRY("read vsyscall + 0x800", 0xffffffffff600800, p = (char *)0xffffffffff600800; sink = *p);
	TRY("call null", 0, void (*f)(void) = 0; __asm__ volatile("" : "+r"(f)); f());
	TRY("execute data", rw, ((void (*)(void))rw)());
	TRY("execute PROT_NONE", no, ((void (*)(void))no)());
	TRY("call not canonical", 0, __asm__ volatile("movabs $0x8000000000000000,%%rax; call *%%rax" ::: "rax", "memory"));
	TRY("privileged hlt", 0, __asm__ volatile("hlt"));
	TRY("privileged cli", 0, __asm__ volatile("cli"));
	TRY("in from a port", 0, __asm__ volatile("inb $0x80,%%al" ::: "rax"));
	TRY("int 0x42", 0, __asm__ volatile("int $0x42"));
	TRY("load bad segment", 0, __asm__ volatile("mov $0x1234,%%eax; mov %%eax,%%ds" ::: "rax"));
	TRY("movaps unaligned", 0, __asm__ volatile("movaps (%0),%%xmm0" :: "r"(rw + 1) : "xmm0"));
	(void)sink;
	say("end, mask %s\n", set(kgetmask()));
}
