/* SPDX-License-Identifier: MIT */
/* Once a child's pidfd is readable the child can be waited for, without
 * waiting, by whatever names it. pidfd_open(2), wait(2). */
#include "t.h"
enum { ROUNDS = 150 };
static int is_found(int by, pid_t c, int fd)
{
	siginfo_t si;

	memset(&si, 0, sizeof si);
	switch (by) {
	case 0: return waitid(3 /* P_PIDFD */, (id_t)fd, &si, WEXITED | WNOHANG) == 0 && si.si_pid == c && si.si_status == 3;
	case 1: return waitid(P_PID, (id_t)c, &si, WEXITED | WNOHANG) == 0 && si.si_pid == c;
	case 2: return waitpid(c, NULL, WNOHANG) == c;
	case 3: return waitpid(-1, NULL, WNOHANG) == c;
	case 4: return waitid(P_ALL, 0, &si, WEXITED | WNOHANG | WNOWAIT) == 0 && si.si_pid == c;
	default: return waitpid(0, NULL, WNOHANG) == c;
	}
}
int main(void)
{
	static const char *const names[] = { "waitid P_PIDFD", "waitid P_PID", "waitpid", "waitpid any",
					     "waitid any", "waitpid group" };

	for (int by = 0; by < 6; by++) {
		int found = 0;

		for (int r = 0; r < ROUNDS; r++) {
			pid_t c = fork();
			struct pollfd p = { .events = POLLIN };

			if (c == 0) {
				if (r & 1)
					usleep(200);
				_exit(3);
			}
			p.fd = (int)raw(SYS_pidfd_open, c, 0);
			OK(p.fd);
			while (poll(&p, 1, -1) != 1)
				;
			found += is_found(by, c, p.fd);
			close(p.fd);
			waitpid(c, NULL, 0);
		}
		say("%s: %d of %d\n", names[by], found, ROUNDS);
	}
}
