/* SPDX-License-Identifier: MIT */
/* Start and end, system calls, printing, threads: see guest.h. */
#include "guest.h"

#define STACK_BYTES 65536
#define THREADS_MAX 8
#define LINE_BYTES 512

/* <linux/sched.h> has them, with a struct that wants more headers. */
#define CLONE_VM 0x100
#define CLONE_FS 0x200
#define CLONE_FILES 0x400
#define CLONE_SIGHAND 0x800
#define CLONE_THREAD 0x10000
#define CLONE_SYSVSEM 0x40000

/* reboot(2) */
#define MAGIC1 0xfee1dead
#define MAGIC2 672274793
#define POWER_OFF 0x4321fedc

long my_pid, my_tid;
unsigned long nr_bad;

static char line[LINE_BYTES];
static size_t line_bytes;
static unsigned char stacks[THREADS_MAX][STACK_BYTES]
	__attribute__((aligned(16)));
static int nr_threads;

/* The compiler calls these two for structs. */
void *memcpy(void *to, const void *from, size_t n)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	while (n--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int c, size_t n)
{
	unsigned char *t = to;

	while (n--)
		*t++ = (unsigned char)c;
	return to;
}

long sys6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret)
		: "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		: "rcx", "r11", "memory");
	return ret;
}

void say(const char *word)
{
	if (line_bytes)
		line[line_bytes++] = ' ';
	/* Room for a number, a blank and the end of the line. */
	while (*word && line_bytes < LINE_BYTES - 32)
		line[line_bytes++] = *word++;
}

void say_number(const char *word, uint64_t n)
{
	char digits[24];
	size_t i = sizeof(digits);

	digits[--i] = 0;
	do {
		digits[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	say(word);
	say(digits + i);
}

void say_end(void)
{
	size_t done = 0;
	long n;

	line[line_bytes++] = '\n';
	while (done < line_bytes) {
		n = sys4(__NR_write, 1, (long)(line + done),
			(long)(line_bytes - done), 0);
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	line_bytes = 0;
}

bool expect(bool is_right, const char *what)
{
	if (is_right)
		return true;
	nr_bad++;
	say("bad");
	say(what);
	say_end();
	return false;
}

long handle(int sig, handler_fn *fn, unsigned long flags, unsigned long mask)
{
	struct action act = {
		.handler = fn,
		.flags = flags | SA_SIGINFO | SA_RESTORER,
		.restorer = restorer,
		.mask = mask,
	};

	return sys4(__NR_rt_sigaction, sig, (long)&act, 0, 8);
}

unsigned long set_mask(int how, unsigned long set)
{
	unsigned long old = ~0UL;

	expect(!sys4(__NR_rt_sigprocmask, how, (long)&set, (long)&old, 8),
		"rt_sigprocmask");
	return old;
}

long thread_kill(long tid, int sig)
{
	return sys4(__NR_tgkill, my_pid, tid, sig, 0);
}

/* Shell's gaps; samples are thousands. */
void sort(uint64_t *v, size_t n)
{
	size_t gap, i, j;
	uint64_t x;

	for (gap = n / 2; gap; gap /= 2) {
		for (i = gap; i < n; i++) {
			x = v[i];
			for (j = i; j >= gap && v[j - gap] > x; j -= gap)
				v[j] = v[j - gap];
			v[j] = x;
		}
	}
}

long thread_start(void (*run)(void))
{
	long tid;

	if (nr_threads == THREADS_MAX)
		return -11;
	tid = thread_create(CLONE_VM | CLONE_FS | CLONE_FILES |
		CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM,
		stacks[nr_threads] + STACK_BYTES, run);
	nr_threads++;
	return tid;
}

void thread_exit(void)
{
	for (;;)
		sys4(__NR_exit, 0, 0, 0, 0);
}

bool is_word(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* Called by the entry code with the stack the kernel gave. */
__attribute__((noreturn)) void guest_main(long *sp)
{
	const char *part = sp[0] > 1 ? (const char *)sp[2] : "count";

	my_pid = sys0(__NR_getpid);
	my_tid = sys0(__NR_gettid);
	say("start");
	say(part);
	say_end();
	if (is_word(part, "check")) {
		check_all();
	} else if (is_word(part, "count")) {
		check_all();
		count_all();
	} else if (is_word(part, "loop")) {
		count_loop(sp[0] > 2 ? (const char *)sp[3] : "");
	} else if (is_word(part, "latency")) {
		latency_all();
	} else if (is_word(part, "online-latency")) {
		if (expect(second_cpu_online(), "a second CPU"))
			latency_all();
	} else {
		expect(false, "usage: bench check|count|loop ROW|latency|"
			"online-latency");
	}
	say_number("end", nr_bad);
	say_end();
	/* The only program of a machine turns it off. */
	if (my_pid == 1)
		sys4(__NR_reboot, MAGIC1, MAGIC2, POWER_OFF, 0);
	for (;;)
		sys4(__NR_exit_group, nr_bad != 0, 0, 0, 0);
}
