/* A blocking call met by signals from another process, in four ways:
 *  - a handler without SA_RESTART,
 *  - a handler with SA_RESTART,
 *  - signals that do nothing (SIG_IGN, ignored by default, blocked), three
 *    rounds of them, which must never show,
 *  - a handler that runs three times with SA_RESTART.
 * When the call is still blocked after that, wake() (run in the helper
 * process) lets it finish.  signal(7) lists what each call is to do. */
#ifndef INTR_H
#define INTR_H
#include "t.h"

struct op {
	const char *name;
	void (*setup)(void);	/* fresh for every mode, in the caller */
	long (*call)(void);	/* blocks; raw result */
	void (*wake)(void);	/* in the helper process */
	void (*after)(long r);	/* says more, in the caller */
};

struct intr_shared { int handled, done; };
static struct intr_shared *intr_sh;
static void intr_h(int s) { (void)s; __atomic_add_fetch(&intr_sh->handled, 1, __ATOMIC_SEQ_CST); }

static UNUSED void intr_one(const struct op *o, const char *mode, int flags, int rounds, int quiet)
{
	intr_sh->handled = intr_sh->done = 0;
	on(SIGUSR1, quiet ? SIG_IGN : intr_h, flags);
	on(SIGUSR2, intr_h, flags);
	on(SIGCHLD, SIG_DFL, 0);
	kmask(SIG_BLOCK, BIT(SIGUSR2) | BIT(RT(1)));
	if (o->setup)
		o->setup();
	pid_t me = getpid(), p = fork();
	OK(p);
	if (!p) {
		static const int nothing[] = { SIGUSR1, SIGCHLD, SIGWINCH, SIGURG, SIGCONT, SIGUSR2, RT(1) };
		for (int i = 0; i < rounds; i++) {
			wait_asleep(me);
			/* Asleep in the call, or in the waitpid after it? */
			if (__atomic_load_n(&intr_sh->done, __ATOMIC_SEQ_CST))
				break;
			if (quiet) {
				for (unsigned k = 0; k < sizeof nothing / sizeof *nothing; k++)
					kill(me, nothing[k]);
			} else {
				kill(me, SIGUSR1);
				wait_for(&intr_sh->handled, i + 1);
			}
		}
		wait_asleep(me);
		if (!__atomic_load_n(&intr_sh->done, __ATOMIC_SEQ_CST) && o->wake)
			o->wake();
		_exit(0);
	}
	long r = o->call();
	__atomic_store_n(&intr_sh->done, 1, __ATOMIC_SEQ_CST);
	while (waitpid(p, 0, 0) == -1 && errno == EINTR)
		;
	say("%s, %s: %s, handler ran %d\n", o->name, mode, ec(r), intr_sh->handled);
	if (o->after)
		o->after(r);
	on(SIGUSR2, SIG_IGN, 0);
	on(RT(1), SIG_IGN, 0);
	kmask(SIG_UNBLOCK, BIT(SIGUSR2) | BIT(RT(1)));
	on(RT(1), SIG_DFL, 0);
}
static UNUSED void intr(const struct op *o)
{
	if (!intr_sh)
		intr_sh = shared(4096);
	intr_one(o, "no SA_RESTART", 0, 1, 0);
	intr_one(o, "SA_RESTART", SA_RESTART, 1, 0);
	intr_one(o, "nothing to see", 0, 3, 1);
	intr_one(o, "SA_RESTART, 3 signals", SA_RESTART, 3, 0);
}
#endif
