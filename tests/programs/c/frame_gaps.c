/* The signal frame with a stack that held 0xa5 before: what the kernel does
 * not write keeps that. */
#define FILL 0xa5
#include "frame.h"
int main(int argc, char **argv)
{
	(void)argc;
	f_start(argv);
	struct kstack s = { (u64)ALT, (int)(1u << 31), 0, SZ };
	f_all(SA_SIGINFO);
	raw(SYS_sigaltstack, &s, 0);
	f_all(SA_SIGINFO | SA_ONSTACK);
}
