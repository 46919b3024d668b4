/* A handler that makes failing calls must save errno itself; the kernel keeps
 * the interrupted call's result apart from the handler's. */
#include "t.h"
static int save;
static void h(int s)
{
	int e = errno;
	(void)s;
	close(-1);
	if (save)
		errno = e;
}
int main(void)
{
	on(SIGUSR1, h, 0);
	for (save = 0; save < 2; save++) {
		errno = ENOENT;
		raw(SYS_kill, getpid(), SIGUSR1);
		say("saved %d: errno %s\n", save, errno == ENOENT ? "ENOENT" : errno == EBADF ? "EBADF" : "other");
	}
	/* kill itself returns 0 even though the handler ran inside it */
	say("kill returned %ld\n", raw(SYS_kill, getpid(), SIGUSR1));
	say("tgkill returned %ld\n", raw(SYS_tgkill, getpid(), gettid_(), SIGUSR1));
}
