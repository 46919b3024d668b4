/* msgrcv, msgsnd: ERESTARTNOHAND; semop, semtimedop: plain EINTR; all give
 * EINTR after any handler, and none is disturbed by a signal that does nothing. */
#include "intr.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
static int q, how;
static struct { long type; char b[64]; } m = { 1, "x" };
static void setup(void)
{
	if (how < 2) {
		OK(q = msgget(IPC_PRIVATE, 0600));
		while (how == 1 && msgsnd(q, &m, 64, IPC_NOWAIT) == 0)
			;
	} else
		OK(q = semget(IPC_PRIVATE, 1, 0600));
}
static long call(void)
{
	struct sembuf sb = { 0, -1, 0 };
	struct timespec ts = { 100, 0 };
	switch (how) {
	case 0: return raw(SYS_msgrcv, q, &m, 64, 0, 0);
	case 1: return raw(SYS_msgsnd, q, &m, 64, 0);
	case 2: return raw(SYS_semop, q, &sb, 1);
	default: return raw(SYS_semtimedop, q, &sb, 1, &ts);
	}
}
static void wake(void)
{
	struct sembuf sb = { 0, 1, 0 };
	if (how == 0)
		msgsnd(q, &m, 10, 0);
	else if (how == 1)
		msgrcv(q, &m, 64, 0, 0);
	else
		semop(q, &sb, 1);
}
static void after(long r) { (void)r; if (how < 2) msgctl(q, IPC_RMID, 0); else semctl(q, 0, IPC_RMID); }
int main(void)
{
	static const char *const n[] = { "msgrcv", "msgsnd to a full queue", "semop", "semtimedop" };
	for (how = 0; how < 4; how++)
		intr(&(struct op){ n[how], setup, call, wake, after });
}
