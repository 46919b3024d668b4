/* SIGTRAP by int3, int1 (icebp) and the trap flag; SIGILL by ud2.  The handler
 * sees the program counter behind int3 and int1, at ud2 itself, and the trap
 * flag is set in the frame (single steps counted) but not in the handler. */
#include "t.h"
extern char i3[], i3e[], i1[], i1e[], ud[], st[], ste[];
static volatile int steps;
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	struct ksi *k = (void *)si;
	u64 fl;
	__asm__ volatile("pushfq; pop %0" : "=r"(fl));
	static int all;
	if (++all > 100)
		_exit(97);
	if (u->mc.eflags & 0x100 || (u->mc.rip >= (u64)st && u->mc.rip <= (u64)ste + 3)) {
		steps++;
		if (steps == 1)
			say("step: %s %s si_addr==rip %d TF in frame %d in handler %d trapno %d err %d\n", sn(s), cn(s, k->code),
			    k->fault.addr == u->mc.rip, !!(u->mc.eflags & 0x100), !!(fl & 0x100), (int)u->mc.trapno, (int)u->mc.err);
		return;
	}
	const char *w = u->mc.rip == (u64)i3e ? "behind int3" : u->mc.rip == (u64)i1e ? "behind int1" : u->mc.rip == (u64)i1 ? "at int1" : u->mc.rip == (u64)ud ? "at ud2" : "elsewhere";
	say("%s %s rip %s, si_addr %s trapno %d err %d\n", sn(s), cn(s, k->code), w,
	    k->fault.addr == u->mc.rip ? "= rip" : k->fault.addr ? "other" : "0", (int)u->mc.trapno, (int)u->mc.err);
	if (u->mc.rip == (u64)i1)	/* some hypervisors report int1 before it */
		u->mc.rip++;
	if (u->mc.rip == (u64)ud)
		u->mc.rip += 2;
}
int main(void)
{
	on3(SIGTRAP, h, 0, 0);
	on3(SIGILL, h, 0, 0);
	__asm__ volatile(".globl i3,i3e\ni3: int3\ni3e: nop");
	__asm__ volatile(".globl i1,i1e\ni1: .byte 0xf1\ni1e: nop");
	__asm__ volatile(".globl ud\nud: ud2");
	__asm__ volatile("sub $128,%%rsp; pushfq; orl $0x100,(%%rsp); popfq\n.globl st,ste\nst: nop; nop; nop; mov $1,%%eax; add %%eax,%%eax; nop\n"
			 "pushfq; andl $~0x100,(%%rsp); popfq\nste: nop; nop; add $128,%%rsp" ::: "rax", "cc", "memory");
	say("steps %d\n", steps);
	say("int3 again\n");
	__asm__ volatile("int3");
}
