/* A blocking read of a signalfd, and sigtimedwait, met by other signals. */
#include "intr.h"
static int fd, how;
static u64 m = BIT(RT(5));
static pid_t target;
static char b[256];
static void setup(void)
{
	target = getpid();
	kmask(SIG_BLOCK, m);
	if (fd)
		close(fd);
	fd = (int)raw(SYS_signalfd4, -1, &m, 8, 0);
}
static long call(void)
{
	struct timespec ts = { 100, 0 };
	return how == 0 ? raw(SYS_read, fd, b, 256) : how == 1 ? raw(SYS_rt_sigtimedwait, &m, 0, 0, 8) : raw(SYS_rt_sigtimedwait, &m, 0, &ts, 8);
}
static void wake(void) { kill(target, RT(5)); }
int main(void)
{
	static const char *const n[] = { "read(signalfd)", "sigwaitinfo", "sigtimedwait 100 s" };
	for (how = 0; how < 3; how++)
		intr(&(struct op){ n[how], setup, call, wake, 0 });
}
