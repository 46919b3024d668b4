/* SIGBUS: a mapping beyond the end of its file; and alignment checking. */
#include "t.h"
static sigjmp_buf jb;
static u64 want;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	struct ksi *k = (void *)si;
	__asm__ volatile("pushfq; andl $~0x40000,(%%rsp); popfq" ::: "cc", "memory");
	say("%s %s si_addr %s lsb %d trapno %d err %#x\n", sn(s), cn(s, k->code),
	    k->fault.addr == want ? "as accessed" : k->fault.addr ? "other" : "0", k->fault.lsb, (int)u->mc.trapno, (int)u->mc.err);
	siglongjmp(jb, 1);
}
int main(void)
{
	on3(SIGBUS, h, 0, 0);
	char b[256];
	const char *d = getenv("TMPDIR");
	snprintf(b, sizeof b, "%s/ksig-bus-%d", d ? d : "/tmp", getpid());
	int fd = open(b, O_RDWR | O_CREAT, 0600);
	unlink(b);
	OK(ftruncate(fd, 100));
	volatile char *p = mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	p[99] = 1;
	p[4095] = 1;
	volatile char c;
	want = (u64)p + 4096;
	if (!sigsetjmp(jb, 1))
		c = p[4096];
	want = (u64)p + 8195;
	if (!sigsetjmp(jb, 1))
		p[8195] = 1;
	OK(ftruncate(fd, 0));
	want = (u64)p + 1;
	if (!sigsetjmp(jb, 1))
		c = p[1];
	(void)c;
	say("write(2) from there: %s\n", ec(raw(SYS_write, 1, (void *)p, 1)));
	want = 0;
	if (!sigsetjmp(jb, 1)) {
		static char buf[16];
		__asm__ volatile("pushfq; orl $0x40000,(%%rsp); popfq; movl 1(%0),%%eax; pushfq; andl $~0x40000,(%%rsp); popfq"
				 :: "r"(buf) : "rax", "cc", "memory");
		say("no alignment fault\n");
	}
}
