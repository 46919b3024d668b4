/* pidfd_send_signal(2): with and without info, errors, a zombie, a reaped one. */
#include "t.h"
static void h(int s, siginfo_t *si, void *uc)
{
	struct ksi *k = (void *)si;
	(void)uc;
	say("%s %s from self %d value %d\n", sn(s), cn(s, k->code), k->rt.pid == getpid(), k->code == -1 ? k->rt.value.i : 0);
}
int main(void)
{
	pid_t me = getpid();
	int fd = (int)raw(434, me, 0);
	if (fd < 0)
		die("pidfd_open");
	say("cloexec %d\n", fcntl(fd, F_GETFD));
	on3(SIGUSR1, h, 0, 0);
	say("%s\n", ec(raw(424, fd, SIGUSR1, 0, 0)));
	struct ksi k = { 0 };
	k.signo = SIGUSR1;
	k.code = -1;
	k.rt.value.i = 42;
	k.rt.pid = me;
	say("%s\n", ec(raw(424, fd, SIGUSR1, &k, 0)));
	k.signo = SIGUSR2;
	say("signo differs: %s\n", ec(raw(424, fd, SIGUSR1, &k, 0)));
	say("signal 0: %s, 65: %s, flags 8: %s, bad info: %s\n", ec(raw(424, fd, 0, 0, 0)), ec(raw(424, fd, 65, 0, 0)), ec(raw(424, fd, 0, 0, 8)), ec(raw(424, fd, SIGUSR1, 8, 0)));
	say("not a pidfd: %s, closed: %s\n", ec(raw(424, 1, 0, 0, 0)), ec(raw(424, 999, 0, 0, 0)));
	pid_t p = fork();
	if (!p)
		for (;;)
			pause();
	int c = (int)raw(434, p, 0);
	k.signo = SIGUSR1;
	k.code = 0;
	say("SI_USER to another: %s\n", ec(raw(424, c, SIGUSR1, &k, 0)));
	k.code = -6;
	say("SI_TKILL to another: %s\n", ec(raw(424, c, SIGUSR1, &k, 0)));
	say("TERM: %s\n", ec(raw(424, c, SIGTERM, 0, 0)));
	siginfo_t si;
	waitid(P_PID, p, &si, WEXITED | WNOWAIT);
	say("zombie: %s\n", ec(raw(424, c, SIGTERM, 0, 0)));
	int st;
	waitpid(p, &st, 0);
	say("%s; reaped: %s\n", ws(st), ec(raw(424, c, SIGTERM, 0, 0)));
}
