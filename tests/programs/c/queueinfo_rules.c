/* rt_sigqueueinfo(2), rt_tgsigqueueinfo: si_code >= 0 and SI_TKILL are for
 * the kernel, except to oneself; the rest of the info arrives as sent. */
#include "t.h"
static struct ksi got;
static int n;
static void h(int s, siginfo_t *si, void *uc) { (void)s; (void)uc; memcpy(&got, si, sizeof got); n++; }
int main(void)
{
	pid_t me = getpid(), kid = fork();
	if (!kid)
		for (;;)
			pause();
	static const int codes[] = { 0, 1, 0x80, 0x7fffffff, -1, -2, -3, -6, -7, -60, (int)0x80000000 };
	on3(RT(4), h, 0, 0);
	for (unsigned i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct ksi k;
		memset(&k, 0x3c, sizeof k);
		k.signo = 12345;
		k.err = 77;
		k.code = codes[i];
		n = 0;
		memset(&got, 0, sizeof got);
		long self = raw(SYS_rt_sigqueueinfo, me, RT(4), &k), other = raw(SYS_rt_sigqueueinfo, kid, 0, &k);
		long tself = raw(SYS_rt_tgsigqueueinfo, me, gettid_(), RT(4), &k), tother = raw(SYS_rt_tgsigqueueinfo, kid, kid, 0, &k);
		say("code %d: self %s thread %s other %s its thread %s; got %d: signo %s errno %d code %d pid %#x uid %#x value %#lx tail %d\n", codes[i],
		    ec(self), ec(tself), ec(other), ec(tother), n, sn(got.signo), got.err, got.code, got.rt.pid, got.rt.uid,
		    (long)got.rt.value.p, got.bytes[60]);
	}
	struct ksi k = { 0 };
	k.code = -1;
	say("bad signals: %s %s, bad pids: %s %s %s\n", ec(raw(SYS_rt_sigqueueinfo, me, 65, &k)), ec(raw(SYS_rt_sigqueueinfo, me, -1, &k)),
	    ec(raw(SYS_rt_sigqueueinfo, 99999999, 0, &k)), ec(raw(SYS_rt_sigqueueinfo, 0, 0, &k)), ec(raw(SYS_rt_sigqueueinfo, -1, 0, &k)));
	say("thread, zero ids: %s %s\n", ec(raw(SYS_rt_tgsigqueueinfo, 0, me, 0, &k)), ec(raw(SYS_rt_tgsigqueueinfo, me, -5, 0, &k)));
	kill(kid, SIGKILL);
	waitpid(kid, 0, 0);
}
