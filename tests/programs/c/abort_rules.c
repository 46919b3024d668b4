/* abort(3): SIGABRT kills even when the handler returns, or when it is blocked
 * or ignored; a handler may leave by siglongjmp. */
#include "t.h"
static int way;
static sigjmp_buf jb;
static void h(int s) { say("handler %s\n", sn(s)); if (way == 3) siglongjmp(jb, 1); }
static void go(void)
{
	nocore();
	switch (way) {
	case 1: case 3: on(SIGABRT, h, 0); break;
	case 2: on(SIGABRT, SIG_IGN, 0); break;
	case 4: on(SIGABRT, h, 0); kmask(SIG_BLOCK, BIT(SIGABRT)); break;
	}
	if (sigsetjmp(jb, 1)) {
		say("jumped out\n");
		_exit(0);
	}
	abort();
}
int main(void)
{
	for (way = 0; way < 5; way++)
		say("%d: %s\n", way, ws(in_child(go)));
}
