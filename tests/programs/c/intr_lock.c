/* flock, fcntl F_SETLKW, open of a FIFO: ERESTARTSYS. */
#include "intr.h"
#include <sys/file.h>
#include <sys/stat.h>
static int how, fd = -1, hold[2], ready[2];
static pid_t kid;
static char path[256];
static long lock(int f)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	return how ? raw(SYS_fcntl, f, F_SETLKW, &l) : raw(SYS_flock, f, LOCK_EX);
}
static void setup(void)
{
	OK(pipe(hold));
	OK(pipe(ready));
	kid = fork();
	if (!kid) {	/* holds the lock until told */
		int f = open(path, O_RDWR);
		char c;
		lock(f);
		write(ready[1], "x", 1);
		read(hold[0], &c, 1);
		_exit(0);
	}
	char c;
	read(ready[0], &c, 1);
	OK(fd = open(path, O_RDWR));
}
static long call(void) { return lock(fd); }
static void wake(void) { write(hold[1], "x", 1); }
static void after(long r)
{
	if (r < 0)
		wake();
	waitpid(kid, 0, 0);
	close(fd);
}
static void fsetup(void) { }
static long fcall(void) { long r = raw(SYS_open, path, O_RDONLY, 0); if (r >= 0) { close((int)r); return 1000; } return r; }
static void fwake(void) { close(open(path, O_WRONLY)); }
int main(void)
{
	const char *d = getenv("TMPDIR");
	snprintf(path, sizeof path, "%s/ksig-lock-%d", d ? d : "/tmp", getpid());
	close(open(path, O_CREAT | O_RDWR, 0600));
	intr(&(struct op){ "flock", setup, call, wake, after });
	how = 1;
	intr(&(struct op){ "fcntl(F_SETLKW)", setup, call, wake, after });
	unlink(path);
	OK(mkfifo(path, 0600));
	intr(&(struct op){ "open(FIFO)", fsetup, fcall, fwake, 0 });
	unlink(path);
}
