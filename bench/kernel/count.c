/* SPDX-License-Identifier: MIT */
/*
 * Instructions of an operation, kernel and program together, by the TSC:
 * meant for qemu -icount shift=0 with one CPU, where it counts them exactly.
 * Every operation's outcome is looked at, outside of what is counted.
 */
#include "guest.h"

#define WARM 64
#define SAMPLES 1001
#define RT (SIGRTMIN + 3)
#define PAYLOAD 0x5a5a00000000UL

struct row {
	const char *name;
	void (*before)(unsigned i);	/* or NULL */
	void (*op)(void);		/* what is counted */
	bool (*is_right)(unsigned i);
};

static uint64_t samples[SAMPLES];
static volatile unsigned nr_ran;
static int seen_code, seen_pid;
static const unsigned long usr1 = SET(SIGUSR1), rt = SET(RT);
static unsigned long old_mask;
static struct action old_action;
static siginfo_t queued, got;
static long ret;
static long peer_tid;
static volatile bool is_over;

static void on_signal(int sig, siginfo_t *info, void *uc)
{
	(void)sig;
	(void)uc;
	nr_ran++;
	seen_code = info->si_code;
	seen_pid = info->si_pid;
}

static void empty(void)
{
	__asm__ volatile("");
}

static bool is_always(unsigned i)
{
	(void)i;
	return true;
}

static void getppid(void)
{
	ret = sys0(__NR_getppid);
}

static bool is_getppid(unsigned i)
{
	(void)i;
	return ret >= 0 && ret != my_pid;
}

static void mask(void)
{
	sys4(__NR_rt_sigprocmask, SIG_BLOCK, (long)&usr1, (long)&old_mask, 8);
	ret = sys4(__NR_rt_sigprocmask, SIG_SETMASK, (long)&old_mask, 0, 8);
}

static void before_mask(unsigned i)
{
	(void)i;
	old_mask = ~0UL;
}

static bool is_mask(unsigned i)
{
	(void)i;
	return ret == 0 && old_mask == 0;
}

static void query(void)
{
	ret = sys4(__NR_rt_sigaction, SIGUSR1, 0, (long)&old_action, 8);
}

static void before_query(unsigned i)
{
	(void)i;
	old_action.handler = 0;
}

static bool is_query(unsigned i)
{
	(void)i;
	return ret == 0 && old_action.handler == on_signal;
}

static void self(void)
{
	ret = sys4(__NR_tgkill, my_pid, my_tid, SIGUSR1, 0);
}

static void before_self(unsigned i)
{
	nr_ran = i;
	seen_code = seen_pid = 0;
}

static bool is_self(unsigned i)
{
	return ret == 0 && nr_ran == i + 1 && seen_code == SI_TKILL &&
		seen_pid == my_pid;
}

static void queue(void)
{
	sys4(__NR_rt_sigqueueinfo, my_pid, RT, (long)&queued, 0);
	ret = sys4(__NR_rt_sigtimedwait, (long)&rt, (long)&got, 0, 8);
}

static void before_queue(unsigned i)
{
	queued.si_signo = RT;
	queued.si_code = SI_QUEUE;
	queued.si_pid = (int)my_pid;
	queued.si_value.sival_ptr = (void *)(PAYLOAD + i);
	got.si_code = 0;
}

static bool is_queue(unsigned i)
{
	return ret == RT && got.si_code == SI_QUEUE &&
		got.si_pid == my_pid &&
		got.si_value.sival_ptr == (void *)(PAYLOAD + i);
}

/* Nothing pending, nothing blocked, one thread: before any of it is there. */
static const struct row rows[] = {
	{ "getppid", NULL, getppid, is_getppid },
	{ "mask", before_mask, mask, is_mask },
	{ "query", before_query, query, is_query },
	{ "self", before_self, self, is_self },
	{ "queue", before_queue, queue, is_queue },
};

/* Sleeps until there is a signal, and answers each by one. */
static void peer(void)
{
	const unsigned long none = 0;
	unsigned seen = 0;

	while (!is_over) {
		sys4(__NR_rt_sigsuspend, (long)&none, 8, 0, 0);
		if (nr_ran == seen)
			continue;
		seen = nr_ran;
		thread_kill(my_tid, RT);
	}
	thread_exit();
}

/* A signal to a sleeping thread, and its answer, on one CPU. */
static void pingpong(void)
{
	sys4(__NR_tgkill, my_pid, peer_tid, SIGUSR1, 0);
	ret = sys4(__NR_rt_sigtimedwait, (long)&rt, (long)&got, 0, 8);
}

static bool is_pingpong(unsigned i)
{
	return ret == RT && nr_ran == i + 1 && seen_code == SI_TKILL &&
		got.si_code == SI_TKILL && got.si_pid == my_pid;
}

static const struct row pair = { "pingpong", NULL, pingpong, is_pingpong };

/* Instructions of nothing: the two readings and the call. */
static uint64_t measure(const struct row *row, uint64_t overhead)
{
	const unsigned long bad_before = nr_bad;
	unsigned i;
	uint64_t start, end;

	for (i = 0; i < WARM + SAMPLES; i++) {
		if (row->before)
			row->before(i);
		start = ticks();
		row->op();
		end = ticks();
		if (!row->is_right(i)) {
			expect(false, row->name);
			break;
		}
		if (i >= WARM)
			samples[i - WARM] = end - start - overhead;
	}
	if (nr_bad != bad_before)
		return 0;
	sort(samples, SAMPLES);
	say("count");
	say(row->name);
	say_number("n", SAMPLES);
	say_number("min", samples[0]);
	say_number("median", samples[SAMPLES / 2]);
	say_number("max", samples[SAMPLES - 1]);
	say_end();
	return samples[0];
}

static void prepare(const struct row *row)
{
	expect(!handle(SIGUSR1, on_signal, 0, 0), "rt_sigaction");
	set_mask(SIG_SETMASK, row->op == queue ? rt : 0);
}

static bool prepare_pair(void)
{
	nr_ran = 0;
	set_mask(SIG_SETMASK, rt | usr1);
	peer_tid = thread_start(peer);
	return expect(peer_tid > 0, "clone of a thread");
}

void count_loop(const char *name)
{
	const struct row *row = &pair;
	unsigned i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (is_word(name, rows[i].name))
			row = &rows[i];
	}
	if (!expect(is_word(name, row->name), "loop: no such row"))
		return;
	prepare(row);
	if (row == &pair && !prepare_pair())
		return;
	say("looping");
	say_end();
	for (i = 0;; i++) {
		if (row->before)
			row->before(i);
		row->op();
		if (!expect(row->is_right(i), name))
			return;
	}
}

void count_all(void)
{
	const struct row nothing = { "nothing", NULL, empty, is_always };
	uint64_t overhead;
	size_t i;

	prepare(&nothing);
	overhead = measure(&nothing, 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		prepare(&rows[i]);
		measure(&rows[i], overhead);
	}
	if (!prepare_pair())
		return;
	measure(&pair, overhead);
	is_over = true;
	thread_kill(peer_tid, SIGUSR1);
}
