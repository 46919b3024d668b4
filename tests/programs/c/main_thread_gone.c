/* The main thread has gone, another goes on: the errors of its faults,
 * signalfds of its, old and new, children of its, and, as root, whom it may
 * signal with another user's rights. */
#include "t.h"
#include <pthread.h>
#include <sys/signalfd.h>
static pid_t me;
static int old_fd;
static sigjmp_buf jb;
static const char *what;
static void h(int s, siginfo_t *si, void *uc)
{
	struct ksi *k = (void *)si;
	struct kuc *u = uc;
	say("%s: %s %s, err %#x\n", what, sn(s), cn(s, k->code), (int)u->mc.err);
	siglongjmp(jb, 1);
}
#define TRY(name, stmt) do { what = name; if (!sigsetjmp(jb, 1)) { stmt; } } while (0)
static void faults(void)
{
	volatile char *ro = pages(4096, PROT_READ), *no = pages(4096, PROT_NONE);
	volatile char *gone = pages(4096, PROT_READ);
	void *null = 0;
	on3(SIGSEGV, h, 0, 0);
	munmap((void *)gone, 4096);
	TRY("write read-only", ro[1] = 1);
	TRY("read PROT_NONE", (void)no[1]);
	TRY("read unmapped", (void)gone[1]);
	TRY("call null", __asm__ volatile("call *%0" :: "r"(null) : "memory"));
	TRY("execute data", __asm__ volatile("call *%0" :: "r"(ro) : "memory"));
}
static void read_one(const char *name, int fd)
{
	struct signalfd_siginfo i;
	memset(&i, 0, sizeof(i));
	ssize_t n = read(fd, &i, sizeof(i));
	say("%s: %zd, %s from %s\n", name, n, sn((int)i.ssi_signo), (pid_t)i.ssi_pid == me ? "us" : "others");
}
static void fds(void)
{
	u64 usr1 = BIT(SIGUSR1), both = BIT(SIGUSR1) | BIT(SIGUSR2);
	int fd = (int)raw(SYS_signalfd4, -1, &usr1, 8, O_NONBLOCK), two;
	say("new one %s\n", fd >= 0 ? "made" : ec(fd));
	kill(me, SIGUSR1);
	read_one("new", fd);
	say("empty: %s\n", ec(raw(SYS_read, fd, &both, 128)));
	say("changed: %s\n", raw(SYS_signalfd4, fd, &both, 8, 0) == fd ? "yes" : "no");
	two = dup(fd);
	kill(me, SIGUSR2);
	read_one("duplicate", two);
	kill(me, SIGUSR1);
	read_one("old", old_fd);
	say("flags %x\n", (unsigned)fcntl(two, F_GETFL) & O_NONBLOCK);
	say("not one: %s\n", ec(raw(SYS_signalfd4, 1, &both, 8, 0)));
	close(fd);
	say("closed: %s\n", ec(raw(SYS_signalfd4, fd, &both, 8, 0)));
}
static void children(void)
{
	int st;
	pid_t p = fork();
	if (!p) {
		read_one("child", old_fd);
		_exit(4);
	}
	kill(p, SIGUSR1);
	waitpid(p, &st, 0);
	say("fork: %s\n", ws(st));
	p = vfork();
	if (!p)
		_exit(5);
	waitpid(p, &st, 0);
	say("vfork: %s\n", ws(st));
}
/* Sets all threads' ids as the C library would: there is but this one. */
static void rights(void)
{
	if (geteuid() != 0)
		return;
	int ends[2];
	OK(pipe(ends));
	pid_t roots = fork();
	if (!roots) {
		close(ends[1]);
		_exit((int)raw(SYS_read, ends[0], &me, 1));	/* until we end */
	}
	OK(raw(SYS_setresuid, 65534, 65534, 65534));
	say("kill root's: %s\n", ec(raw(SYS_kill, roots, 0)));
	say("TERM to root's: %s\n", ec(raw(SYS_kill, roots, SIGTERM)));
	say("to us: %s\n", ec(raw(SYS_kill, me, 0)));
}
static void *other(void *main_thread)
{
	pthread_join(*(pthread_t *)main_thread, NULL);
	/* It is joined before it is a zombie. */
	char path[64], line[128], state = 0;
	snprintf(path, sizeof path, "/proc/%d/task/%d/status", me, me);
	while (state != 'Z') {
		FILE *f = fopen(path, "r");
		while (fgets(line, sizeof line, f))
			sscanf(line, "State: %c", &state);
		fclose(f);
	}
	faults();
	fds();
	children();
	rights();
	_exit(0);
}
int main(void)
{
	static pthread_t self, t;
	me = getpid();
	self = pthread_self();
	u64 both = BIT(SIGUSR1) | BIT(SIGUSR2);
	kmask(SIG_BLOCK, both);
	old_fd = (int)raw(SYS_signalfd4, -1, &both, 8, 0);
	pthread_create(&t, NULL, other, &self);
	pthread_exit(NULL);
}
