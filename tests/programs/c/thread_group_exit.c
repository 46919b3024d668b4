/* A fatal signal to one thread ends all; SIGKILL to one thread too; a stop of
 * one thread stops all. */
#include "t.h"
static int *sh, how;
static volatile int tid;
static void *thr(void *a)
{
	(void)a;
	tid = gettid_();
	for (;;) {
		__atomic_add_fetch(&sh[1], 1, __ATOMIC_SEQ_CST);
		msleep(1);
	}
	return 0;
}
static void go(void)
{
	pthread_t t;
	nocore();
	pthread_create(&t, 0, thr, 0);
	while (!tid)
		msleep(1);
	static const int s[] = { SIGTERM, SIGKILL, SIGQUIT, RT(0), SIGSTOP };
	raw(SYS_tgkill, getpid(), tid, s[how]);
	for (;;)
		pause();
}
int main(void)
{
	sh = shared(4096);
	for (how = 0; how < 4; how++)
		say("%s\n", ws(in_child(go)));
	pid_t p = fork();
	if (!p)
		go();
	int st;
	waitpid(p, &st, WUNTRACED);
	int v = __atomic_load_n(&sh[1], __ATOMIC_SEQ_CST);
	msleep(50);
	say("%s, threads stand still %d\n", ws(st), v == __atomic_load_n(&sh[1], __ATOMIC_SEQ_CST));
	kill(p, SIGCONT);
	waitpid(p, &st, WCONTINUED);
	wait_for(&sh[1], v + 5);
	say("%s, go on\n", ws(st));
	kill(p, SIGKILL);
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
}
