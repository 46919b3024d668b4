/* SIGKILL to a process that computes, blocks, is stopped, waits in vfork, has
 * all signals blocked, or has many threads: the wait status is the same. */
#include "t.h"
static int *sh;
static void *spin(void *a) { (void)a; for (;;) __asm__ volatile(""); return 0; }
static void *blocked(void *a) { (void)a; for (;;) pause(); return 0; }
int main(void)
{
	static const char *const n[] = { "busy", "blocked", "stopped", "in vfork", "all blocked", "busy and blocked threads", "in its handler of KILL's cousin" };
	sh = shared(4096);
	for (int k = 0; k < 6; k++) {
		*sh = 0;
		pid_t p = fork();
		if (!p) {
			if (k == 4)
				kmask(SIG_BLOCK, ~0ull);
			if (k == 3) {
				pid_t v = (pid_t)raw(SYS_clone, 0x4000 | SIGCHLD, 0, 0, 0, 0);	/* CLONE_VFORK */
				if (!v) {
					sh[1] = getpid();
					__atomic_store_n(sh, 1, __ATOMIC_SEQ_CST);
					for (;;)
						pause();
				}
				_exit(1);
			}
			if (k == 5) {
				pthread_t t;
				pthread_create(&t, 0, spin, 0);
				pthread_create(&t, 0, blocked, 0);
				pthread_create(&t, 0, blocked, 0);
			}
			__atomic_store_n(sh, 1, __ATOMIC_SEQ_CST);
			if (k == 0 || k == 4)
				spin(0);
			blocked(0);
		}
		wait_for(sh, 1);
		int st;
		if (k == 1)
			wait_asleep(p);
		if (k == 2) {
			kill(p, SIGSTOP);
			waitpid(p, &st, WUNTRACED);
		}
		if (k == 3)
			msleep(20);
		kill(p, SIGKILL);
		siginfo_t si;
		waitid(P_PID, p, &si, WEXITED | WNOWAIT);
		waitpid(p, &st, 0);
		say("%s: %s, %s\n", n[k], ws(st), cn(SIGCHLD, si.si_code));
		if (k == 3) {
			say("the vfork child is still there: %s\n", ec(raw(SYS_kill, sh[1], 0)));
			kill(sh[1], SIGKILL);
		}
	}
}
