/* SPDX-License-Identifier: MIT */
/* The order in which everything begins; the first process. */
#include "kernel.h"

/* What QEMU gives (Xen's "PVH" boot protocol). */
struct start_info {
	uint32_t magic, version, flags, nr_modules;
	uint64_t modules, cmdline, rsdp, memmap;
	uint32_t nr_memmap, reserved;
};
struct module {
	uint64_t at, bytes, cmdline, reserved;
};
struct memmap {
	uint64_t at, bytes;
	uint32_t type, reserved;
};
#define PVH_MAGIC	0x336ec578u
#define MEMMAP_RAM	1u
#define LOW_MEMORY	0x100000ull

extern char kernel_end[];
void (*init_main)(void);
void cpu_started(void);
void kernel_main(uint64_t start);
extern const char init_begin[], init_end[];

static uint64_t page_up(uint64_t at)
{
	return (at + PAGE_BYTES - 1) & ~0xfffull;
}

/*
 * Behind the kernel comes the table of pages; the initramfs stays where it
 * is. Below 1 MiB is the firmware's, and the trampoline.
 */
static void memory_init(const struct start_info *s, const struct module *m)
{
	const struct memmap *map = direct(s->memmap);
	uint64_t kernel = page_up((uint64_t)kernel_end - KERNEL_BASE);
	uint64_t end = 0, table, from, to;
	uint32_t i;

	for (i = 0; i < s->nr_memmap; i++)
		if (map[i].type == MEMMAP_RAM &&
		    map[i].at + map[i].bytes <= MEMORY_MAX &&
		    map[i].at + map[i].bytes > end)
			end = map[i].at + map[i].bytes;
	table = page_up(end / PAGE_BYTES * sizeof(struct page));
	if (s->nr_modules && m->at < kernel + table)
		panic(NULL, "the initramfs lies where the kernel needs room");
	pages_init(kernel, end);
	for (i = 0; i < s->nr_memmap; i++) {
		from = map[i].at;
		to = from + map[i].bytes;
		if (map[i].type != MEMMAP_RAM || to <= LOW_MEMORY ||
		    to > MEMORY_MAX)
			continue;
		if (from < kernel + table)
			from = kernel + table;
		if (s->nr_modules && m->at >= from && m->at < to) {
			pages_add(from, m->at);
			from = m->at + m->bytes;
		}
		if (from < to)
			pages_add(from, to);
	}
}

/* What init.c does before it begins. */
static void streams_open(struct thread *t)
{
	static const char *const names[] = {
		"/dev/console", "/dev/console", "/dev/errors",
	};
	struct found *f = kmem_alloc(sizeof(*f));
	struct file *file;
	uint32_t i;

	lock(&big_lock);
	for (i = 0; i < 3; i++) {
		path_find(t, -100, names[i], true, f);
		node_open(t, f->node, O_RDWR, &file);
		fd_install(t, file, 0, false);
	}
	unlock(&big_lock);
	kmem_free(f, sizeof(*f));
}

/* Runs on init's own stack: the process is there, its program is not. */
static void init_begins(void)
{
	struct thread *t = current();
	struct node *n;
	int64_t err;

	lock(&big_lock);
	n = node_make(root, "init", S_IFREG | 0755);
	memobj_write(n->obj, init_begin, 0,
		     (uint64_t)(init_end - init_begin));
	unlock(&big_lock);
	if (options.no_init)
		streams_open(t);
	err = exec_load(t, options.no_init ? options.argv[0] : "/init",
			options.argv, options.argc);
	if (err != NO_RESULT)
		panic(NULL, "init cannot be executed: error %d", (int)-err);
}

/* thread_begin()'s way for init: what thread_begun() does, and more. */
static void init_thread(void)
{
	thread_begun();
	init_begins();
}

void init_start(void)
{
	struct ksig_start how = {
		.pid = 1, .pgid = 1, .sid = 1, .orphaned = true,
		.rlimit_sigpending = SIGPENDING_DEFAULT,
		.altstack_flags = LINUX_SS_DISABLE,
	};
	struct thread *t = thread_new();
	struct process *p = process_new();
	uint64_t *sp;

	how.pid = how.pgid = how.sid = id_new();
	if (ksig_start(&ksig, &p->g, sighand_new(), &t->t, &how))
		panic(NULL, "ksig_start() fails");
	ksig_group_set_init(&p->g);
	ids_init(t);
	memcpy(t->xstate, xstate_initial, xstate_bytes);
	t->files = files_new();
	t->mm = mm_new();
	sp = (uint64_t *)t->regs;
	*--sp = (uint64_t)thread_first;
	sp -= 6;
	memset(sp, 0, 6 * sizeof(*sp));
	t->sp = (uint64_t)sp;
	init_main = init_thread;
	sched_add(t);
}

void cpu_started(void)
{
	struct cpu *c;
	uint32_t i, id = cpuid(1, 0).bx >> 24;

	for (i = 1; i < nr_cpus && cpus[i].apic_id != id; i++)
		;
	c = &cpus[i];
	cpu_init(c);
	apic_init();
	sched_init();
	apic_timer_start();
	sched_idle();
}

void kernel_main(uint64_t start)
{
	static struct start_info s;
	static struct module m;
	static char cmdline[4096];

	cpu_init(&cpus[0]);
	serial_init();
	memcpy(&s, direct(start), sizeof(s));
	if (s.magic != PVH_MAGIC)
		panic(NULL, "not booted by PVH");
	if (s.nr_modules)
		memcpy(&m, direct(s.modules), sizeof(m));
	if (s.cmdline)
		format(cmdline, sizeof(cmdline), "%s",
		       (const char *)direct(s.cmdline));
	cmdline_parse(cmdline);
	memory_init(&s, &m);
	xstate_init();
	xstate_enable();
	apic_init();
	time_init();
	apic_find_cpus(s.rsdp);
	sched_init();
	apic_start_others();
	console_init();
	nodes_init();
	if (s.nr_modules)
		cpio_unpack(direct(m.at), m.bytes);
	syscall_init();
	port_init();
	if (options.list_calls) {
		syscall_list();
		power_off(0);
	}
	control("boot %u cpus, %lu MiB\n", nr_cpus, pages_nr_free() >> 8);
	init_start();
	apic_timer_start();
	sched_idle();
}
