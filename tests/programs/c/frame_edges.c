/* Frames at the edges of what is mapped: one that is partly behind it cannot
 * be written, nor one read whose extended state is; untouched and shared
 * pages are there as for the program itself. */
#include "t.h"
#define PAGE 4096
static u8 *area, *edge;		/* edge: in the middle of area, a page's begin */
static u64 total, image;	/* a frame from its begin to rsp; to its image */
static u64 sp;
static int mode;
static volatile u8 *below;

/* kill(2) oneself with rsp at sp */
static long kill_at(u64 at)
{
	long r;
	__asm__ volatile("mov %%rsp,%%rbx; mov %2,%%rsp; syscall; mov %%rbx,%%rsp" : "=a"(r) : "0"(SYS_kill), "r"(at), "D"((long)getpid()), "S"((long)SIGUSR1) : "rbx", "rcx", "r11", "memory");
	return r;
}
static void measure(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	(void)s;
	(void)si;
	total = u->mc.rsp - ((u64)uc - 8);
	image = u->mc.fpstate - ((u64)uc - 8);
}
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	say("  %s, sender %d, rsp as set %d, magic %#x\n", sn(s), si->si_pid == getpid(), u->mc.rsp == sp, *(u32 *)(u->mc.fpstate + 464));
}
static void segv(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	say("  %s %s, trapno %d, rsp as set %d\n", sn(s), cn(s, si->si_code), (int)u->mc.trapno, u->mc.rsp == sp);
	_exit(4);
}
static void catch_segv(void)
{
	struct kstack s = { (u64)pages(65536, PROT_READ | PROT_WRITE), 0, 0, 65536 };
	nocore();
	raw(SYS_sigaltstack, &s, 0);
	on3(SIGSEGV, segv, SA_ONSTACK, 0);
}
/* Images lie at multiples of 64: a frame that fits just above the edge, then
 * ones that begin ever more below it. */
static void write_go(void)
{
	const u64 n[] = { 0, 1, 2, 4, image / 64 + 1, image / 64 + 3, image / 64 + 9 };
	catch_segv();
	on3(SIGUSR1, h, 0, 0);
	sp = (u64)edge + total + 64 - total % 64 - 64 * n[mode % 10];
	switch (mode / 10) {
	case 0: break;			/* nothing touched */
	case 1: OK(mprotect(edge - 4 * PAGE, 4 * PAGE, PROT_NONE)); break;
	case 2: OK(mprotect(edge - 4 * PAGE, 4 * PAGE, PROT_READ)); break;
	case 3: OK(munmap(edge - 4 * PAGE, 4 * PAGE)); break;
	case 4: memset(edge - PAGE, 0x77, 2 * PAGE); below = edge - PAGE; break;
	}
	say("  kill %ld\n", kill_at(sp));
	if (below)
		say("  below the frame %#x\n", below[8]);
	_exit(0);
}
/* The frame is moved to end at the edge, or its image to lie across it. */
static void moved(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	u64 bytes = total - image - 128;
	u8 *to = mode < 4 ? edge - 304 : edge - 304 - 512;
	(void)s;
	(void)si;
	switch (mode) {
	case 0: u->mc.fpstate = 0; break;
	case 1: u->mc.fpstate = (u64)edge; break;		/* behind it */
	case 2: u->mc.fpstate = (u64)edge - 64; break;		/* across it */
	case 3: to += 8; u->mc.fpstate = 0; break;		/* the head, too */
	case 4: to -= 2048; memmove(edge - 256, (u8 *)u->mc.fpstate, 256); u->mc.fpstate = (u64)edge - 256; break;
	case 5: u->mc.fpstate = (u64)memcpy(edge - 8192, (u8 *)u->mc.fpstate, bytes); break;
	}
	memcpy(to, u, 304);
	OK(mprotect(edge, PAGE, PROT_NONE));
	__asm__ volatile("mov %0,%%rsp; mov $15,%%eax; syscall; ud2" :: "r"(to) : "memory");
}
static void read_go(void)
{
	catch_segv();
	on3(SIGUSR1, moved, 0, 0);
	sp = (u64)edge - 4 * PAGE;
	say("  kill %ld\n", kill_at(sp));
	_exit(0);
}
/* A page that parent and child share: the child's frame is its own. */
static void shared_go(void)
{
	on3(SIGUSR1, h, 0, 0);
	sp = (u64)edge - 64;
	kill_at(sp);
	_exit(0);
}
int main(void)
{
	area = (u8 *)pages(64 * PAGE, PROT_READ | PROT_WRITE);
	edge = area + 32 * PAGE;
	on3(SIGUSR1, measure, 0, 0);
	kill_at((u64)edge - 128);	/* what is above the image is a multiple of 64 */
	for (mode = 0; mode < 50; mode++) {
		if (mode % 10 >= 7)
			continue;
		say("write %d\n", mode);
		OK(munmap(area, 64 * PAGE));
		OK((long)mmap(area, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
		say("%s\n", ws(in_child(write_go)));
	}
	for (mode = 0; mode < 6; mode++) {
		say("read %d\n", mode);
		say("%s\n", ws(in_child(read_go)));
	}
	memset(edge - 4 * PAGE, 0x55, 4 * PAGE);
	say("shared %s\n", ws(in_child(shared_go)));
	for (int i = 0; i < 4 * PAGE; i++)
		if (edge[i - 4 * PAGE] != 0x55)
			return 1;
	say("unchanged\n");
}
