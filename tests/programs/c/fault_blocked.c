/* A fault whose signal is blocked or ignored kills all the same, with the
 * signal's default action; sent by kill it does not. */
#include "t.h"
static int sig, way;
static void h(int s) { say("handler %s\n", sn(s)); _exit(9); }
static void fault(void)
{
	nocore();
	on(sig, way == 1 ? SIG_IGN : h, 0);
	if (way == 0)
		kmask(SIG_BLOCK, BIT(sig));
	kill(getpid(), sig);
	say("%s %s: kill does nothing; then the fault\n", sn(sig), way ? "ignored" : "blocked");
	volatile int z = 0;
	switch (sig) {
	case SIGSEGV: *(volatile char *)16 = 0; break;
	case SIGFPE: __asm__ volatile("cltd; idivl %1" : "=a"(z) : "r"(0), "0"(1) : "rdx"); break;
	case SIGILL: __asm__ volatile("ud2"); break;
	case SIGTRAP: __asm__ volatile("int3"); break;
	}
	say("survived\n");
	_exit(8);
}
static void in_handler(int s) { (void)s; *(volatile char *)16 = 0; }
static void segv_in_segv(void) { nocore(); on(SIGSEGV, in_handler, 0); *(volatile char *)16 = 0; }
static int n;
static void count(int s) { (void)s; if (++n == 4) _exit(4); *(volatile char *)16 = 0; }
static void segv_nodefer(void) { on(SIGSEGV, count, SA_NODEFER); *(volatile char *)16 = 0; }
int main(void)
{
	static const int s[] = { SIGSEGV, SIGFPE, SIGILL, SIGTRAP };
	for (int i = 0; i < 4; i++)
		for (way = 0; way < 2; way++) {
			sig = s[i];
			say("%s\n", ws(in_child(fault)));
		}
	say("fault in its handler: %s\n", ws(in_child(segv_in_segv)));
	say("with SA_NODEFER: %s\n", ws(in_child(segv_nodefer)));
}
