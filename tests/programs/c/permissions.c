/* Who may signal whom: another user gives EPERM, root may, SIGCONT inside a
 * session needs no uid match; kill of a group succeeds if any send did.
 * ksig-test: root-only */
#include "t.h"
int main(void)
{
	int *sh = shared(4096), st;
	pid_t root = fork();
	if (!root)
		for (;;)
			pause();
	pid_t other = fork();
	if (!other) {
		setsid();
		__atomic_store_n(sh, 1, __ATOMIC_SEQ_CST);
		for (;;)
			pause();
	}
	wait_for(sh, 1);
	pid_t u = fork();
	if (!u) {
		if (raw(SYS_setresuid, 61234, 61234, 61234))
			_exit(1);
		say("kill 0 %s, TERM %s, CONT in the session %s, CONT elsewhere %s\n", ec(raw(SYS_kill, root, 0)), ec(raw(SYS_kill, root, SIGTERM)),
		    ec(raw(SYS_kill, root, SIGCONT)), ec(raw(SYS_kill, other, SIGCONT)));
		say("tgkill %s, sigqueue %s\n", ec(raw(SYS_tgkill, root, root, SIGTERM)), ec(sigqueue(root, RT(0), (union sigval){ 0 }) ? -errno : 0));
		say("no such signal %s, own self %s\n", ec(raw(SYS_kill, root, 65)), ec(raw(SYS_kill, getpid(), 0)));
		int fd = (int)raw(434, root, 0);
		say("pidfd %s\n", ec(raw(424, fd, SIGTERM, 0, 0)));
		pid_t same = fork();
		if (!same)
			for (;;)
				pause();
		say("same user %s\n", ec(raw(SYS_kill, same, SIGTERM)));
		waitpid(same, &st, 0);
		say("%s\n", ws(st));
		_exit(0);
	}
	waitpid(u, &st, 0);
	say("%s\n", ws(st));
	kill(root, SIGKILL);
	kill(other, SIGKILL);
	waitpid(root, &st, 0);
	say("%s\n", ws(st));
	waitpid(other, &st, 0);
	say("%s\n", ws(st));
}
