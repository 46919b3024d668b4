/* sigaltstack(2): EINVAL for unknown flags, ENOMEM below the minimum (which
 * depends on the xstate: AT_MINSIGSTKSZ), EFAULT, and the same stack twice. */
#include "t.h"
#include <sys/auxv.h>
#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif
int main(void)
{
	char *p = pages(65536, PROT_READ | PROT_WRITE);
	struct kstack s = { (u64)p, 0, 0, 65536 };
	static const int fl[] = { 0, SS_ONSTACK, SS_DISABLE, 3, 4, 8, 0x10, -1, 1 << 30, (int)(1u << 31), (int)((1u << 31) | 1), (int)((1u << 31) | 2), (int)((1u << 31) | 4) };
	for (unsigned i = 0; i < sizeof fl / sizeof *fl; i++) {
		s.flags = fl[i];
		struct kstack o;
		say("flags %#x: %s", fl[i], ec(raw(SYS_sigaltstack, &s, 0)));
		raw(SYS_sigaltstack, 0, &o);
		say(", read back %#x, sp %s, size %d\n", o.flags, o.sp == (u64)p ? "ours" : o.sp ? "other" : "0", (int)o.size);
	}
	unsigned long min = getauxval(AT_MINSIGSTKSZ);
	say("AT_MINSIGSTKSZ %lu\n", min);
	s.flags = 0;
	static const int sz[] = { 0, 1, 1024, 2047, 2048 };
	for (unsigned i = 0; i < sizeof sz / sizeof *sz; i++) {
		s.size = (u64)sz[i];
		say("size %d: %s\n", sz[i], ec(raw(SYS_sigaltstack, &s, 0)));
	}
	/* where the size check really turns */
	u64 lo = 2047, hi = 65536;
	while (hi - lo > 1) {
		s.size = (lo + hi) / 2;
		s.sp = (u64)p + (s.size & 1) * 16;	/* never the same stack again */
		if (raw(SYS_sigaltstack, &s, 0))
			lo = s.size;
		else
			hi = s.size;
	}
	say("smallest size taken: AT_MINSIGSTKSZ%+d\n", (int)((long)hi - (long)min));
	s.size = 16;
	s.flags = SS_DISABLE;
	say("disable, small: %s\n", ec(raw(SYS_sigaltstack, &s, 0)));
	say("bad new: %s\n", ec(raw(SYS_sigaltstack, 8, 0)));
	s = (struct kstack){ (u64)p, 0, 0, 65536 };
	say("bad old: %s\n", ec(raw(SYS_sigaltstack, &s, 8)));
	struct kstack o;
	raw(SYS_sigaltstack, 0, &o);
	say("was it set all the same: %d\n", o.sp == (u64)p && o.size == 65536);
	s.sp = ~0ull - 100;
	say("wild sp: %s\n", ec(raw(SYS_sigaltstack, &s, 0)));
}
