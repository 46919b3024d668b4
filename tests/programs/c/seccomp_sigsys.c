/* SIGSYS from the program's own seccomp filter: RET_TRAP with si_syscall,
 * si_arch, si_errno and si_call_addr; default action; blocked kills. */
#include "t.h"
#include <stddef.h>
#include <sys/prctl.h>
struct bpf { u16 code; u8 jt, jf; u32 k; };
struct prog { u16 len; struct bpf *f; };
static void h(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	u8 *b = (u8 *)si;
	say("%s code %d errno %d, call address is rip %d, syscall %d arch %#x, rax %ld\n", sn(s), si->si_code, si->si_errno,
	    *(u64 *)(b + 16) == u->mc.rip, *(int *)(b + 24), *(u32 *)(b + 28), (long)u->mc.rax);
	u->mc.rax = 4242;
}
static void filter(void)
{
	struct bpf f[] = { { 0x20, 0, 0, 0 }, { 0x15, 0, 1, 110 /* getppid */ }, { 0x06, 0, 0, 0x00030000 | 33 }, { 0x06, 0, 0, 0x7fff0000 } };
	struct prog p = { 4, f };
	OK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	long r = raw(SYS_prctl, 22 /* PR_SET_SECCOMP */, 2, &p);
	if (r)
		say("filter %s\n", ec(r));
}
static void dfl(void) { nocore(); filter(); raw(110); say("survived\n"); }
static void blocked(void) { nocore(); filter(); on3(SIGSYS, h, 0, 0); kmask(SIG_BLOCK, BIT(SIGSYS)); raw(110); say("survived\n"); }
int main(void)
{
	say("%s\n", ws(in_child(dfl)));
	say("%s\n", ws(in_child(blocked)));
	filter();
	on3(SIGSYS, h, 0, 0);
	say("getppid %ld\n", raw(110));
}
