/* posix_spawn(3): POSIX_SPAWN_SETSIGMASK and _SETSIGDEF. */
#include "t.h"
#include <spawn.h>
extern char **environ;
int main(int argc, char **argv)
{
	if (argc > 1) {
		u64 ign = 0;
		for (int s = 1; s <= 31; s++) {
			struct ksa a;
			raw(SYS_rt_sigaction, s, 0, &a, 8);
			if (a.handler == (void *)SIG_IGN)
				ign |= BIT(s);
		}
		say("%s: mask %s ignored %s\n", argv[1], set(kgetmask()), set(ign));
		return 3;
	}
	on(SIGUSR1, SIG_IGN, 0);
	on(SIGUSR2, SIG_IGN, 0);
	kmask(SIG_BLOCK, BIT(SIGHUP) | BIT(SIGTERM));
	for (int k = 0; k < 2; k++) {
		posix_spawnattr_t at;
		sigset_t m, d;
		posix_spawnattr_init(&at);
		sigemptyset(&m);
		sigaddset(&m, SIGALRM);
		sigemptyset(&d);
		sigaddset(&d, SIGUSR1);
		posix_spawnattr_setsigmask(&at, &m);
		posix_spawnattr_setsigdefault(&at, &d);
		posix_spawnattr_setflags(&at, k ? POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF : 0);
		char *av[] = { argv[0], k ? "attributes" : "plain", 0 };
		pid_t p;
		int st, r = posix_spawn(&p, "/proc/self/exe", 0, &at, av, environ);
		if (r)
			say("posix_spawn %d\n", r);
		waitpid(p, &st, 0);
		say("%s\n", ws(st));
	}
	say("mask after %s\n", set(kgetmask()));
	say("system: %d, mask %s\n", WEXITSTATUS(system("exit 9")), set(kgetmask()));
}
