/* read of a timerfd, an eventfd, an inotify descriptor and a terminal:
 * ERESTARTSYS. */
#include "intr.h"
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
static int fd, how, master;
static char path[256];
static char b[4096];
static void setup(void)
{
	if (how == 0)
		fd = timerfd_create(CLOCK_MONOTONIC, 0);
	else if (how == 1)
		fd = eventfd(0, 0);
	else if (how == 2) {
		fd = inotify_init();
		OK(inotify_add_watch(fd, path, IN_CREATE | IN_ATTRIB));
	} else {
		OK(master = posix_openpt(O_RDWR | O_NOCTTY));
		grantpt(master);
		unlockpt(master);
		OK(fd = open(ptsname(master), O_RDWR | O_NOCTTY));
	}
}
static long call(void) { long r = raw(SYS_read, fd, b, sizeof b); return how == 2 && r > 0 ? 1000 : r; }
static void wake(void)
{
	u64 one = 1;
	struct itimerspec it = { { 0, 0 }, { 0, 1 } };
	if (how == 0)
		timerfd_settime(fd, 0, &it, 0);
	else if (how == 1)
		write(fd, &one, 8);
	else if (how == 2)
		utimes(path, 0);
	else
		write(master, "hello\n", 6);
}
int main(void)
{
	static const char *const n[] = { "read(timerfd)", "read(eventfd)", "read(inotify)", "read(tty)" };
	const char *d = getenv("TMPDIR");
	snprintf(path, sizeof path, "%s", d ? d : "/tmp");
	for (how = 0; how < 4; how++)
		intr(&(struct op){ n[how], setup, call, wake, 0 });
}
