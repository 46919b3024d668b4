/* A frame that cannot be written: SIGSEGV is forced; caught on a good
 * alternate stack it runs, else the process dies of it. */
#include "t.h"
static u64 bad;
static int signo, caught;
static void h(int s) { say("handler %s\n", sn(s)); _exit(3); }
static void sh(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	say("handler %s %s, rsp as set %d, trapno %d\n", sn(s), cn(s, si->si_code), u->mc.rsp == bad, (int)u->mc.trapno);
	_exit(4);
}
static void go(void)
{
	nocore();
	on(SIGUSR1, h, 0);
	if (caught) {
		char *p = pages(65536, PROT_READ | PROT_WRITE);
		struct kstack s = { (u64)p, 0, 0, 65536 };
		raw(SYS_sigaltstack, &s, 0);
		on3(SIGSEGV, sh, SA_ONSTACK, 0);
	}
	__asm__ volatile("mov %0,%%rsp; syscall; ud2" :: "r"(bad), "a"(SYS_kill), "D"((long)getpid()), "S"((long)signo) : "memory");
	__builtin_unreachable();
}
int main(void)
{
	char *ro = pages(65536, PROT_READ);
	u64 sps[] = { 0, 8, 4096, (u64)ro + 32768, 0x30000000, 0x8000000000000000, 0x00007ffffffff000, ~0ull, 0xffffffff81000000 };
	for (caught = 0; caught < 2; caught++)
		for (unsigned i = 0; i < sizeof sps / sizeof *sps; i++) {
			bad = sps[i];
			signo = SIGUSR1;
			say("sp %u, SEGV %s: %s\n", i, caught ? "caught" : "default", ws(in_child(go)));
		}
	/* ignored and default-ignored signals need no frame */
	signo = SIGWINCH;
	bad = 0;
	caught = 1;
	say("nothing to deliver: %s\n", ws(in_child(go)));
}
