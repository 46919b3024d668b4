/* The frame of a signal to oneself, byte for byte, when many have been sent:
 * with and without siginfo, a mask, faults before it, flags. */
#include "frame.h"
static void hot(const char *name, int init)
{
	f_quiet = 1;
	for (int r = 0; r < 40; r++)
		f_run("", r & 1);
	f_quiet = 0;
	f_run(name, init);
}
int main(int argc, char **argv)
{
	static const u64 flags[] = { 0, SA_SIGINFO, SA_SIGINFO | SA_NODEFER, SA_SIGINFO | SA_ONSTACK };
	u64 mask = BIT(SIGUSR2) | BIT(SIGHUP);
	stack_t on = { .ss_sp = ALT, .ss_size = SZ };

	(void)argc;
	f_start(argv);
	f_sys(SYS_kill, getpid(), SIGUSR1, 0x2222);
	f_op = op_kill;
	for (int k = 0; k < 4; k++) {
		ksigaction(SIGUSR1, f_handler, flags[k], mask);
		kmask(SIG_SETMASK, k ? BIT(SIGWINCH) : 0);
		hot("kill(self)", k & 1);
		hot("kill(self)", !(k & 1));
	}
	ksigaction(SIGSEGV, f_handler, 0, 0);
	f_op = op_store; f_rdi = 0x7ff000000000;
	f_quiet = 1; f_run("", 0);
	f_sys(SYS_kill, getpid(), SIGUSR1, 0x2222);
	f_op = op_kill;
	hot("kill(self) after a fault", 0);
	OK(sigaltstack(&on, 0));
	hot("kill(self) on the alternate stack", 0);
}
