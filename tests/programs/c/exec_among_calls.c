/* execve again and again while other threads are in the middle of signal
 * calls: each may vanish at any step of one. */
#include "t.h"
static void *calls(void *a)
{
	for (;;) {
		kpending();
		kgetmask();
	}
	return a;
}
int main(int argc, char **argv)
{
	int left = argc > 1 ? atoi(argv[1]) : 100;
	char n[16];
	pthread_t t;

	if (left == 0) {
		say("done\n");
		return 0;
	}
	for (int i = 0; i < 6; i++)
		pthread_create(&t, 0, calls, 0);
	snprintf(n, sizeof(n), "%d", left - 1);
	execl("/proc/self/exe", argv[0], n, (char *)0);
	die("execl");
}
