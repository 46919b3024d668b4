/* The signal frame, byte for byte, on an alternate stack; SA_SIGINFO not set:
 * the frame is the same but the siginfo is not written. */
#include "frame.h"
int main(int argc, char **argv)
{
	(void)argc;
	f_start(argv);
	struct kstack s = { (u64)ALT, 0, 0, SZ - 24 };
	raw(SYS_sigaltstack, &s, 0);
	f_all(SA_ONSTACK);
}
