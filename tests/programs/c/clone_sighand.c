/* CLONE_SIGHAND without CLONE_THREAD: two processes share dispositions, not
 * masks; and an exit signal other than SIGCHLD (needs __WALL or __WCLONE). */
#include "t.h"
static volatile int hits, go;
static void h(int s) { say("handler %s in %s\n", sn(s), getpid() == hits ? "child" : "parent"); }
static int kid(void *a)
{
	(void)a;
	hits = getpid();
	while (!go)
		msleep(1);
	on(SIGUSR1, h, 0);
	kmask(SIG_BLOCK, BIT(SIGUSR2));
	kill(hits, SIGUSR1);
	_exit(6);
}
int main(void)
{
	char *st = pages(1 << 18, PROT_READ | PROT_WRITE);
	int w;
	on(RT(2), h, 0);
	pid_t c = clone(kid, st + (1 << 18) - 64, 0x100 | 0x800 | RT(2), 0);
	OK(c);
	int r = waitpid(c, &w, 0);
	while (r == -1 && errno == EINTR)
		r = waitpid(c, &w, 0);
	say("plain waitpid: %s\n", r == c ? "found" : ec(-errno));
	go = 1;
	r = waitpid(c, &w, __WCLONE);
	while (r == -1 && errno == EINTR)
		r = waitpid(c, &w, __WCLONE);
	say("__WCLONE: %s\n", r == c ? ws(w) : ec(-errno));
	kill(getpid(), SIGUSR1);
	say("mask here %s\n", set(kgetmask()));
}
