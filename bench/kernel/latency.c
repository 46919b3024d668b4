/* SPDX-License-Identifier: MIT */
/*
 * Time from generation to handler: from before the sender's tgkill to the
 * handler's first instruction, for a target on another CPU that runs in user
 * mode, is asleep, or is in a system call. Needs two CPUs that run at the
 * same time and a TSC they share; in nanoseconds by the kernel's clock.
 */
#include "guest.h"

#define SAMPLES 300
#define TRIES_MAX (20 * SAMPLES)
#define CALIBRATE_NS 50000000UL
#define LOST_NS 30000000000UL	/* a signal that took that long is lost */
/* Between samples, to come at every phase of a timer tick of 1 ms. */
#define PAUSE_NS_MAX 1000000UL
/* Until a thread that was about to sleep does. */
#define ASLEEP_NS 50000UL
#define NS_PER_S 1000000000UL

enum state { RUNS_USER, IS_ASLEEP, IN_CALL, NR_STATES };
static const char *const names[] = { "user", "asleep", "call" };

/* In regs.S. */
void call_loop(volatile int *go_on);
extern const char call_loop_after[];

/* What the two threads share. The target's state goes 0, 1, ..., NR_STATES. */
static volatile int state;
static volatile int go_on;
static volatile unsigned armed, nr_ran;
static volatile uint64_t handled;
static volatile uint64_t handled_ip;
static volatile int handled_cpu;
static volatile bool is_right_info;

static long target_tid;
static uint64_t ticks_per_s;
static uint64_t samples[SAMPLES];
static const unsigned long none, usr2 = SET(SIGUSR2);

static int cpu_now(void)
{
	unsigned cpu = 0;

	if (sys4(__NR_getcpu, (long)&cpu, 0, 0, 0))
		return -1;
	return (int)cpu;
}

static void on_signal(int sig, siginfo_t *info, void *uc)
{
	const uint64_t now = ticks();

	(void)sig;
	handled = now;
	handled_ip = ((struct ucontext *)uc)->uc_mcontext.rip;
	handled_cpu = cpu_now();
	is_right_info = info->si_code == SI_TKILL && info->si_pid == my_pid;
	/* The last: the sender looks at the rest when this has changed. */
	nr_ran++;
}

static uint64_t clock_ns(void)
{
	uint64_t now[2] = { 0, 0 };

	expect(!sys4(__NR_clock_gettime, 1, (long)now, 0, 0),
		"clock_gettime");
	return now[0] * NS_PER_S + now[1];
}

static bool calibrate(void)
{
	const uint64_t start_ns = clock_ns(), start = ticks();
	uint64_t ns;

	if (nr_bad)
		return false;
	do {
		ns = clock_ns() - start_ns;
	} while (ns < CALIBRATE_NS && ticks() - start < 100 * NS_PER_S);
	ticks_per_s = (ticks() - start) * 1000 / (ns / 1000000 ? ns / 1000000
		: 1);
	return expect(ns >= CALIBRATE_NS, "the clock goes on");
}

static uint64_t to_ns(uint64_t t)
{
	return t * 1000 / (ticks_per_s / 1000000);
}

/* Where CPUs take turns (qemu -icount), "pause" is what ends a turn. */
static void spin_ns(uint64_t ns, bool has_turns)
{
	const uint64_t start = ticks();

	while (to_ns(ticks() - start) < ns) {
		if (has_turns)
			__asm__ volatile("pause");
	}
}

/* To one CPU; where a kernel cannot, two busy threads are on two anyway. */
static bool pin(int cpu)
{
	const unsigned long set = 1UL << cpu;

	return sys4(__NR_sched_setaffinity, 0, sizeof(set), (long)&set, 0)
		>= 0;
}

static volatile bool is_target_pinned;

/* The target: in each state until the sender sets the next one. */
static void target(void)
{
	is_target_pinned = pin(1);
	sys4(__NR_rt_sigprocmask, SIG_SETMASK, (long)&none, 0, 8);
	armed++;
	while (state == RUNS_USER)
		__asm__ volatile("pause");
	/* Blocked but for the sleep, or one could come before it. */
	sys4(__NR_rt_sigprocmask, SIG_SETMASK, (long)&usr2, 0, 8);
	while (state == IS_ASLEEP) {
		armed++;
		sys4(__NR_rt_sigsuspend, (long)&none, 8, 0, 0);
	}
	sys4(__NR_rt_sigprocmask, SIG_SETMASK, (long)&none, 0, 8);
	armed++;
	call_loop(&go_on);
	armed++;
}

static void target_thread(void)
{
	target();
	thread_exit();
}

static bool wait_past(volatile unsigned *what, unsigned past)
{
	const uint64_t start = ticks();

	while (*what == past) {
		if (to_ns(ticks() - start) > LOST_NS)
			return false;
		__asm__ volatile("pause");
	}
	return true;
}

/* One signal; its latency, or 0 if it was not handled in time. */
static uint64_t one(void)
{
	const unsigned ran = nr_ran;
	uint64_t start;
	long ret;

	start = ticks();
	ret = thread_kill(target_tid, SIGUSR2);
	if (ret || !wait_past(&nr_ran, ran))
		return 0;
	return handled - start;
}

static void report(const char *name, size_t n, size_t nr_same_cpu)
{
	static const struct { const char *name; unsigned permille; } at[] = {
		{ "p50", 500 }, { "p90", 900 }, { "p99", 990 },
	};
	size_t i;

	sort(samples, n);
	say("latency");
	say(name);
	say_number("n", n);
	say_number("min", to_ns(samples[0]));
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		say_number(at[i].name, to_ns(samples[n * at[i].permille /
			1000]));
	say_number("max", to_ns(samples[n - 1]));
	say_number("same-cpu", nr_same_cpu);
	say_end();
}

/* Arms the target again, if it has to be; false: it does not come. */
static bool arm(enum state s, unsigned *seen)
{
	if (s != IS_ASLEEP)
		return true;
	if (!wait_past(&armed, *seen))
		return false;
	*seen = armed;
	spin_ns(ASLEEP_NS, true);
	return true;
}

static bool measure(enum state s, unsigned *seen)
{
	const int my_cpu = cpu_now();
	size_t n = 0, nr_same_cpu = 0;
	unsigned random = 1, tries;
	uint64_t t;

	for (tries = 0; n < SAMPLES && tries < TRIES_MAX; tries++) {
		if (!expect(arm(s, seen), "the target sleeps again"))
			return false;
		random = random * 1103515245 + 12345;
		spin_ns((random >> 8) % PAUSE_NS_MAX, false);
		t = one();
		if (!expect(t > 0, "the handler has run") ||
		    !expect(is_right_info, "its siginfo"))
			return false;
		/* Found it in user mode: another story. */
		if (s == IN_CALL && handled_ip != (uint64_t)call_loop_after)
			continue;
		samples[n++] = t;
		nr_same_cpu += my_cpu >= 0 && handled_cpu == my_cpu;
	}
	if (!expect(n > 0, "a sample"))
		return false;
	report(names[s], n, nr_same_cpu);
	return true;
}

/* The sender: all states, one after the other. */
static void send_all(void)
{
	unsigned seen;
	int s;

	if (!expect(wait_past(&armed, 0), "the target runs"))
		return;
	seen = armed;
	for (s = 0; s < NR_STATES; s++) {
		if (!measure((enum state)s, &seen))
			return;
		state = s + 1;
		if (s != IS_ASLEEP)
			continue;
		/* Asleep once more, and to be woken from there. */
		expect(arm(IS_ASLEEP, &seen) && one(), "the target wakes");
		if (!expect(wait_past(&armed, seen), "the target calls"))
			return;
	}
	say_number("target pinned", is_target_pinned);
	say_end();
}

static volatile bool is_over;

static void sender_thread(void)
{
	send_all();
	go_on = 0;
	is_over = true;
	thread_exit();
}

/*
 * Where CPUs take turns, one that does not pause keeps the others from
 * running if it comes before them: the target is not to be on CPU 0, so where
 * threads cannot be pinned, who is there sends.
 */
void latency_all(void)
{
	bool is_pinned;

	expect(!handle(SIGUSR2, on_signal, 0, 0), "rt_sigaction");
	set_mask(SIG_SETMASK, usr2);
	if (!calibrate())
		return;
	is_pinned = pin(0);
	say_number("clock ticks-per-s", ticks_per_s);
	say_number("pinned", is_pinned);
	say_end();
	go_on = 1;
	if (!is_pinned && cpu_now() > 0) {
		target_tid = my_tid;
		if (!expect(thread_start(sender_thread) > 0, "clone"))
			return;
		target();
		while (!is_over)
			__asm__ volatile("pause");
		return;
	}
	target_tid = thread_start(target_thread);
	if (!expect(target_tid > 0, "clone of a thread"))
		return;
	send_all();
	go_on = 0;
}
