/* SPDX-License-Identifier: MIT */
/*
 * The reference kernel: its map. A section a file, in the order in which the
 * files are best read.
 *
 * The rule that everything else rests on: IN THE KERNEL INTERRUPTS ARE OFF.
 * They come in user mode and in the idle loop alone. So a CPU is in the kernel
 * from an entry to the next return to user mode, switch or idle; a spinlock
 * needs no care about interrupts; and a tick is the proof that a CPU has no
 * pointer left from before (rcu.c).
 *
 * Locks, outer to inner: big_lock (files, pipes, terminal, futexes), ksig's
 * tree_lock, ksig's siglock, then one of: mm.lock, a run queue's, timers',
 * the page allocator's. User memory is never touched under any but big_lock.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdarg.h>
#include <ksig/ksig.h>
#include "x86.h"

#define PAGE_BYTES	4096u
#define DIRECT		0xffff800000000000ull	/* all memory, from 0 */
#define KERNEL_BASE	0xffffffff80000000ull
#define USER_END	0x00007ffffffff000ull
#define MEMORY_MAX	(4ull << 30)		/* what boot.S maps */
#define KSTACK_BYTES	16384u
#define CPUS_MAX	16u
/* Where the trampoline page is, and where nothing can be: sigreturn. */
#define VDSO_AT		0x00007fffffffd000ull
#define RETURN_ADDRESS	USER_END
#define NS_PER_S	1000000000ull
/* Whose rules libksig is to keep, and uname(2) tells. */
#define LINUX_VERSION	0x061200	/* 6.18 */
#define LINUX_RELEASE	"6.18.0-ksig"
#define NS_PER_MS	1000000ull
#define NEVER		UINT64_MAX
#define TICK_HZ		1000u

/* Errors that ksig's abi.h does not have (errno(3)). */
enum {
	ENOENT = 2, ENXIO = 6, ENOEXEC = 8, EACCES = 13, EBUSY = 16,
	EEXIST = 17, ENODEV = 19, ENOTDIR = 20, EISDIR = 21, EMFILE = 24,
	ENOTTY = 25, EFBIG = 27, ENOSPC = 28, ESPIPE = 29, EROFS = 30,
	EPIPE = 32, ERANGE = 34, ENAMETOOLONG = 36, ENOTEMPTY = 39,
	ELOOP = 40, ETIMEDOUT = 110,
};

struct cpu;
struct thread;
struct process;
struct mm;
struct file;
struct files;
struct node;
struct memobj;

/* ------------------------------------------------------------------ lib.c */
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
uint64_t number(const char *s);
/* %s %c %d %u %x %ld %lu %lx %p, widths and leading zeros. */
int format(char *buf, size_t room, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int vformat(char *buf, size_t room, const char *fmt, va_list ap);

static inline void list_init(struct ksig_list *l)
{
	l->next = l->prev = l;
}

static inline bool list_is_empty(const struct ksig_list *l)
{
	return l->next == l;
}

static inline void list_add_tail(struct ksig_list *head, struct ksig_list *n)
{
	n->prev = head->prev;
	n->next = head;
	head->prev->next = n;
	head->prev = n;
}

static inline void list_remove(struct ksig_list *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	n->next = n->prev = n;
}

#define container(p, type, member) \
	((type *)(void *)((char *)(p) - offsetof(type, member)))

/* --------------------------------------------------------------- serial.c */
enum { SERIAL_CONSOLE, SERIAL_CONTROL, SERIAL_ERRORS, SERIALS };
void serial_init(void);
void serial_write(int port, const void *bytes, size_t n);
int serial_read(int port);		/* a byte, or -1 */
bool serial_is_there(int port);
/* The kernel's own messages. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A line for who has started QEMU (cli/kernel.c). */
void control(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* isa-debug-exit: QEMU's exit status becomes 2 * status + 1. */
void power_off(uint32_t status) __attribute__((noreturn));
#define STATUS_PANIC 0x7fu

/* ---------------------------------------------------------------- panic.c */
void panic(const struct ksig_regs *r, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* ----------------------------------------------------------------- lock.h */
struct lock {
	uint32_t owner;		/* the CPU's id + 1, or 0 */
};
#include "lock.h"

extern struct lock big_lock;

/* -------------------------------------------------------------- cmdline.c */
struct options {
	uint32_t cpus;		/* at most; 0: all there are */
	bool no_ipi;
	bool check;		/* that locks are held where they must */
	bool trace;
	bool list_calls;	/* say which there are, and end */
	bool no_init;		/* PROG itself is the first process */
	bool is_pipe;		/* the console is no terminal */
	enum { RETURN_LINUX, RETURN_PAGE, RETURN_FAULT } sigreturn;
	const char *argv[64];	/* behind "--": what init runs */
	int argc;
};
extern struct options options;
void cmdline_parse(char *line);

/* ----------------------------------------------------- cpu.c, entry.S, apic.c */
struct tss {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7];
	uint64_t reserved2;
	uint16_t reserved3, iomap;
} __attribute__((packed));

struct cpu {
	struct cpu *self;	/* offsets known to entry.S: CPU_* */
	uint64_t entry_sp;	/* 8: where an entry's stack begins */
	uint64_t user_sp;	/* 16: scratch of the SYSCALL entry */
	struct thread *current;	/* 24 */
	uint32_t id, apic_id;	/* 32 */
	uint64_t window_sp;	/* 40: in user_window(): its stack; or 0 */
	bool is_online;
	struct thread *idle;

	struct lock queue_lock;
	struct ksig_list queue;	/* runnable, not running */
	uint32_t nr_queued;
	bool resched;		/* look at the queue before user mode */
	struct thread *previous; /* just switched away from */

	void *entry;		/* port.c: a free queue entry, or NULL */
	struct mm *mm;		/* whose page tables are loaded */
	uint32_t flush;		/* another CPU waits for us to flush */
	uint64_t quiet;		/* ticks: see rcu.c */
	uint64_t tick_ns;	/* the last one's time */

	uint64_t gdt[9];
	struct tss tss;
};
extern struct cpu cpus[CPUS_MAX];
extern uint32_t nr_cpus;

static inline struct cpu *this_cpu(void)
{
	struct cpu *c;

	__asm__ volatile("mov %%gs:0, %0" : "=r"(c));
	return c;
}

static inline struct thread *current(void)
{
	struct thread *t;

	__asm__ volatile("mov %%gs:24, %0" : "=r"(t));
	return t;
}

void cpu_init(struct cpu *c);		/* on that CPU */
void cpu_set_stack(struct thread *t);
extern bool has_xsave;
extern uint32_t xstate_bytes;
extern uint64_t xfeatures;
extern struct ksig_gap xstate_gaps[KSIG_XSTATE_GAPS_MAX];
void xstate_init(void);			/* once, then on each CPU: */
void xstate_enable(void);
void xstate_save(void *image);
void xstate_load(const void *image);
extern uint8_t xstate_initial[];

void apic_init(void);			/* each CPU */
void apic_find_cpus(uint64_t rsdp);	/* boot: fills cpus[] */
void apic_start_others(void);
void apic_eoi(void);
void apic_timer_start(void);
void ipi(struct cpu *c, uint8_t vector);
void ipi_panic(void);
#define VECTOR_TICK	0x20u
#define VECTOR_KICK	0x21u
#define VECTOR_FLUSH	0x22u
#define VECTOR_SPURIOUS	0xffu

/* entry.S */
void switch_stacks(uint64_t *save, uint64_t load);
void thread_begin(void);
void thread_first(void);
extern void (*init_main)(void);
int user_copy_bytes(void *to, const void *from, uint64_t n);
int user_copy_word(void *to, const void *from);	/* 8 bytes */
int user_xsave(uint64_t to, uint64_t *bv);
int user_xrstor(uint64_t from);
int user_fetch32(uint32_t *to, uint64_t uaddr);
extern const char user_copy_first[], user_copy_last[], user_copy_failed[];
int user_window(void *at, void *arg, void (*use)(void *at, void *arg));
extern const char user_window_failed[];
extern const char vdso_begin[], vdso_end[];

/* ----------------------------------------------------------------- trap.c */
void interrupt(struct ksig_regs *r, uint64_t vector);
/* fault.c: an exception of the current thread's user code. */
void fault_user(struct ksig_regs *r, uint32_t vector, uint64_t err);
void fault_memory(struct ksig_regs *r, uint64_t addr, uint64_t err,
		  int si_code);

/* ---------------------------------------------------------------- pages.c */
struct page {
	struct ksig_list node;	/* free: in its order's list */
	uint32_t nr_refs;	/* (a) 0: free, or inside of a bigger one */
	uint8_t order;
	bool is_free;
};
#define ORDER_MAX 10
void pages_init(uint64_t first, uint64_t end);
void pages_add(uint64_t from, uint64_t to);
void *pages_alloc(int order);		/* not zeroed; NULL: none left */
void *page_zeroed(void);
void pages_free(void *p);
struct page *page_of(const void *p);
void page_ref(void *p);
void page_unref(void *p);		/* freed with the last */
uint64_t pages_nr_free(void);

static inline uint64_t phys(const void *p)
{
	return (uint64_t)p - DIRECT;
}

static inline void *direct(uint64_t pa)
{
	return (void *)(pa + DIRECT);
}

/* ----------------------------------------------------------------- kmem.c */
void *kmem_take(size_t bytes);		/* not cleared */
void *kmem_alloc(size_t bytes);		/* zeroed; NULL: none left */
void kmem_free(void *p, size_t bytes);
uint64_t kmem_nr_bytes(void);		/* in use */
uint64_t kmem_nr_free(void);		/* of the pages that it has cut */

/* ------------------------------------------------------------------ rcu.c */
struct rcu {
	struct rcu *next;
	void (*fn)(struct rcu *r);
};
/* Call fn when no CPU can have a pointer to what r is in any more. */
void rcu_call(struct rcu *r, void (*fn)(struct rcu *r));
void rcu_tick(void);

/* ------------------------------------------------------------------- vm.c */
#define PROT_READ	1u
#define PROT_WRITE	2u
#define PROT_EXEC	4u
#define VMA_SHARED	1u
#define VMA_STACK	2u

struct vma {
	struct vma *next;	/* by address */
	uint64_t start, end;
	uint32_t prot, flags;
	struct memobj *obj;	/* NULL: zeros */
	uint64_t offset;	/* in obj, of start */
};

struct mm {
	struct lock lock;
	uint64_t *pml4;
	struct vma *vmas;
	uint32_t nr_users;	/* (a) threads */
	uint32_t cpus;		/* (a) bits: CPUs that have it loaded */
	uint64_t brk_start, brk;
	uint64_t map_top;	/* mmap(2) goes down from here */
	uint64_t stack_limit;	/* RLIMIT_STACK */
};

struct mm *mm_new(void);
struct mm *mm_copy(struct mm *from);
void mm_get(struct mm *mm);
void mm_put(struct mm *mm);
void mm_switch(struct mm *mm);		/* NULL: the kernel's own */
int64_t mm_map(struct mm *mm, uint64_t at, uint64_t bytes, uint32_t prot,
	       uint32_t flags, bool fixed, struct memobj *obj,
	       uint64_t offset);
int64_t mm_unmap(struct mm *mm, uint64_t at, uint64_t bytes);
int64_t mm_protect(struct mm *mm, uint64_t at, uint64_t bytes, uint32_t prot);
int64_t mm_forget(struct mm *mm, uint64_t at, uint64_t bytes);
bool mm_is_mapped(struct mm *mm, uint64_t at, uint64_t bytes);
/* 0, or the si_code with a BUS_ADRERR's as 0x100 + code. */
int mm_fault(struct mm *mm, uint64_t addr, bool write, bool exec);
#define FAULT_IS_BUS 0x100
void flush_answer(void);
/* Memory of a process that may not be the current one: ptrace(2). */
int mm_peek(struct mm *mm, uint64_t addr, void *buf, uint64_t n, bool write);
/* What an address is the same as, for a futex; NULL: cannot be read. */
void *mm_key(struct mm *mm, uint64_t addr);

/* pagetable.c */
#define PTE_PRESENT	1ull
#define PTE_WRITE	2ull
#define PTE_USER	4ull
#define PTE_NX		(1ull << 63)
#define PTE_PAGE	(1ull << 9)	/* ours: there is one, though it may be that
				 * nobody may touch it (not PTE_PRESENT) */
#define PTE_ADDR	0x000ffffffffff000ull
uint64_t *pte_of(uint64_t *pml4, uint64_t addr, bool make);
void pagetable_free(uint64_t *pml4);

/* user.c */
static inline bool user_range(uint64_t at, uint64_t n)
{
	return n <= USER_END && at <= USER_END - n;
}
int copy_in(void *to, uint64_t from, uint64_t n);	/* 0 or -EFAULT */
int copy_out(uint64_t to, const void *from, uint64_t n);
int64_t copy_string(char *to, uint64_t from, uint64_t room);

/* --------------------------------------------------------------- memobj.c */
/* Pages that are a file's contents, or shared memory. */
struct memobj {
	struct lock lock;
	uint32_t nr_refs;	/* (a) */
	uint64_t size;
	void **page;		/* NULL: a hole */
	uint64_t nr_pages;	/* room in page[] */
};
struct memobj *memobj_new(uint64_t size);
void memobj_get(struct memobj *m);
void memobj_put(struct memobj *m);
/* The page at that offset, with a reference; NULL: beyond the end. */
void *memobj_page(struct memobj *m, uint64_t offset, bool *no_memory);
int memobj_resize(struct memobj *m, uint64_t size);
/* Kernel memory to and from it; how much of n. */
int64_t memobj_read(struct memobj *m, void *to, uint64_t offset, uint64_t n);
int64_t memobj_write(struct memobj *m, const void *from, uint64_t offset,
		     uint64_t n);

/* ------------------------------------------------------------ time.c, timer.c */
void time_init(void);
uint64_t now_ns(void);			/* monotonic */
uint64_t realtime_ns(void);
extern uint64_t tsc_per_ms;
struct timer {
	struct ksig_list node;
	uint64_t at_ns;
	void (*fn)(struct timer *t);
	bool is_set;
};
void timer_set(struct timer *t, uint64_t at_ns);	/* NEVER: cancel */
void timers_run(void);

/* ---------------------------------------------------------------- sched.c */
enum thread_state { RUNNING, RUNNABLE, ASLEEP, GONE };
enum sleep_how { SLEEP_SIGNAL, SLEEP_KILL, SLEEP_NOTHING };

struct waiter {
	struct ksig_list node;
	struct thread *thread;
};
struct waitq {
	struct lock lock;
	struct ksig_list waiters;
};
#define WAITQ(name) struct waitq name = { { 0 }, \
	{ &name.waiters, &name.waiters } }

typedef int64_t call_fn(struct thread *t, const uint64_t *a);

struct thread {
	struct ksig_task t;		/* first */
	struct ksig_regs *regs;		/* of its last entry from user mode */
	uint64_t sp;			/* switched away: its kernel stack */
	uint8_t *kstack;
	struct mm *mm;
	struct files *files;
	uint8_t *xstate;
	void *xstate_room;
	uint64_t fs_base, gs_base;

	/* Scheduler: all (q) of cpu's queue_lock. */
	uint32_t cpu;
	enum thread_state state;
	bool woken;			/* a wake has come: do not sleep */
	bool is_idle;
	struct ksig_list node;
	uint32_t slice;			/* ticks left */
	uint64_t since_ns;		/* running since */
	uint64_t cpu_ns, user_ns;	/* the latter from tick to tick */
	uint64_t nr_slices;

	struct timer timer;		/* of a sleep with a deadline */
	uint64_t ksig_deadline;		/* timer_set()'s */
	const char *waits_in;		/* wchan */

	/* Calls. */
	struct ksig_call call;
	int64_t (*restart)(struct thread *t);
	uint64_t restart_arg[4], restart_ns;
	uint64_t clear_tid, robust_list;
	bool futex_woken;
	struct ksig_list futex_node;
	void *futex_key;
	uint32_t futex_bits;
	struct thread *vfork_parent, *vfork_child;
	bool vfork_done;
	bool trace_calls;		/* PTRACE_SYSCALL */
	bool step;			/* PTRACE_SINGLESTEP */
	uint32_t life;			/* (a) 2: lives, 1: dead or reaped */
	bool in_exit;			/* stops for its tracer though dying */
	uint64_t set_tid;		/* CLONE_CHILD_SETTID's */
	uint64_t start_ns;
	uint32_t uid, euid, suid, gid, egid, sgid;
	uint64_t caps, permitted;	/* effective, permitted */

	struct rcu rcu;
	struct bpf_filter *filter;	/* seccomp(2) */
};

#define RLIMITS 16u
#define RLIMIT_CPU 0
#define SIGPENDING_DEFAULT 32768u
#define RLIMIT_FSIZE 1
#define RLIMIT_STACK 3
#define RLIMIT_CORE 4
#define RLIMIT_NOFILE 7
#define RLIMIT_SIGPENDING 11
struct process {
	struct ksig_group g;		/* first */
	char name[16];
	char *exe;
	struct process *next_gone;
	bool is_reaped;			/* next_gone: ksig has done with it */
	uint64_t nr_signals;		/* (a) poll_wake()s, for epoll.c */
	struct tty *tty;		/* see tty_of() */
	bool has_execed, is_undumpable;
	uint64_t rlimit[RLIMITS][2];
	uint64_t cpu_ns, user_ns;	/* of threads that are gone */
	uint64_t children_user_ns, children_system_ns;
	struct ksig_list alarms;	/* of CPU clocks: alarm.c */
	struct lock alarm_lock;
	struct waitq wait;		/* execve(2) waits for threads */
	struct rcu rcu;
};

static inline struct process *process_of(const struct ksig_group *g)
{
	return (struct process *)(uintptr_t)g;
}

static inline struct thread *thread_of(const struct ksig_task *t)
{
	return (struct thread *)(uintptr_t)t;
}

static inline struct process *process(const struct thread *t)
{
	return process_of(t->t.group);
}

void sched_init(void);			/* each CPU; becomes its idle thread */
void sched_idle(void) __attribute__((noreturn));
void sched_add(struct thread *t);
void sched_tick(bool from_user);
void sched_yield(void);
void sched_exit(void) __attribute__((noreturn));
void thread_begun(void);
/* t is made runnable, or does not fall asleep; in user mode: it enters. */
void thread_wake(struct thread *t);
void thread_kick(struct thread *t);
uint64_t thread_cpu_ns(const struct thread *t);
/* Sleep: sleep_begin(), look, sleep(): a wake since then is not lost. */
static inline void sleep_begin(struct thread *t)
{
	__atomic_store_n(&t->woken, false, __ATOMIC_SEQ_CST);
}

void sleep_until(struct thread *t, uint64_t deadline_ns, const char *in);
void waitq_init(struct waitq *q);
void waitq_add(struct waitq *q, struct waiter *w, struct thread *t);
void waitq_remove(struct waitq *q, struct waiter *w);
void waitq_wake(struct waitq *q);
bool is_interrupted(const struct thread *t, enum sleep_how how);
/*
 * With big_lock, dropped meanwhile. 0: woken (look again);
 * -LINUX_ERESTARTSYS; -ETIMEDOUT.
 */
int64_t sleep_on(struct thread *t, struct waitq *q, uint64_t deadline_ns,
		 enum sleep_how how, const char *in);
extern struct waitq poll_wait;		/* any file has changed */

/* ----------------------------------------------------------------- port.c */
extern struct ksig ksig;
void port_init(void);
/* How entry.S goes back to user mode. */
enum leave {
	LEAVE_SYSRET_SAME = -1,	/* and rbx, rbp, r12 to r15 are as they came */
	LEAVE_IRET = 0,
	LEAVE_SYSRET = 1,
};

static inline enum leave leave_all(enum leave how)
{
	return how == LEAVE_IRET ? LEAVE_IRET : LEAVE_SYSRET;
}

enum leave return_to_user(struct ksig_regs *r);
void port_poll_begin(void);
#define NO_RESULT (-1000000)	/* of a call: the registers are set already */
int64_t ksig_call_more(enum ksig_call_outcome outcome);

/*
 * A system call of libksig's, to its end. Without sleep_begin(): few sleep,
 * and after a wake from before, ksig_call_more() asks once more. c is always
 * t->call, and found again behind the call instead of kept over it.
 */
static inline int64_t ksig_call(struct thread *t, struct ksig_call *c)
{
	enum ksig_call_outcome outcome = ksig_syscall(&t->t, c);

	if (__builtin_expect(outcome == KSIG_CALL_DONE, 1))
		return current()->call.ret;
	return outcome == KSIG_CALL_SIGRETURN ? NO_RESULT :
						ksig_call_more(outcome);
}

void check_at_end(void);
/* alarm.c */
uint64_t alarm_clock(struct ksig_group *g, struct ksig_task *t,
		     enum ksig_clock clock);
void alarm_set(struct ksig_group *g, struct ksig_task *t,
	       enum ksig_clock clock, int32_t alarm, uint64_t expires_ns);
void alarms_tick(struct thread *t);
void cpu_limit_tick(struct thread *t);		/* cpu_limit.c */
void alarms_forget(struct process *p, struct thread *t);
/* trace.c */
void trace_event(struct ksig *k, const struct ksig_event *ev);

/* -------------------------------------------------------------- syscall.c */
struct call_row {
	int32_t nr;
	const char *name;
	call_fn *fn;
};
#define CALLS_END { -1, NULL, NULL }
/* Called with big_lock: */
extern const struct call_row calls_file[], calls_path[], calls_pipe[],
	calls_poll[], calls_futex[], calls_sigfd[], calls_epoll[],
	calls_socket[];
/* Without: */
extern const struct call_row calls_fork[], calls_exec[], calls_exit[],
	calls_memory[], calls_time[], calls_id[], calls_misc[],
	calls_seccomp[];
void syscall_init(void);
void syscall_list(void);
/* From entry.S. True: SYSRET may be used. */
enum leave syscall_enter(struct ksig_regs *r);

/* ----------------------------------------------- process.c, fork.c, exec.c, exit.c */
struct thread *thread_new(void);
void thread_free(struct thread *t);	/* one that never was */
void thread_leave(struct thread *t);	/* one of its two ends */
struct process *process_new(void);
struct ksig_sighand *sighand_new(void);
/* If nobody uses it any more. */
void sighand_drop(struct ksig_sighand *h);
void process_free(struct process *p);
void process_leave(struct process *p);
struct thread *thread_find(int32_t tid);
struct process *process_find(int32_t pid);
void tree_lock(void);
void tree_unlock(void);
int32_t id_new(void);
void init_start(void);
int64_t fork_thread(struct thread *t, uint64_t flags, int32_t exit_signal,
		    uint64_t stack, uint64_t ptid, uint64_t ctid,
		    uint64_t tls, uint64_t pidfd);
int64_t exec_load(struct thread *t, const char *path, const char *const *argv,
		  int argc);
void exit_thread(struct thread *t, int32_t status)
	__attribute__((noreturn));
void exit_of_signal(struct thread *t, bool dump) __attribute__((noreturn));
bool core_dump(struct thread *t);
void vfork_end(struct thread *t);
void bury(void);
extern uint64_t kmem_at_start;	/* when init first forked */
void exit_child_event(struct ksig_group *g, enum ksig_child_event ev);
void exit_rusage(struct ksig_group *g, struct linux_rusage *out);
void exit_task_reaped(struct ksig_task *t);
void kernel_signal(struct ksig_group *g, int sig, enum ksig_by by);
void self_signal(struct thread *t, int sig);
bool is_dying(const struct thread *t);
bool is_privileged(const struct thread *t);
/* ptrace.c */
void ptrace_begin(struct thread *t, const struct ksig_call *c);
int64_t ptrace_port(struct thread *t, const struct ksig_call *c);
bool ptrace_entry(struct thread *t);
void ptrace_exit(struct thread *t);
void ptrace_event(struct thread *t, int event, uint64_t message);
void ptrace_cloned(struct thread *t, uint64_t flags, int32_t exit_signal,
		   int32_t tid);
bool ptrace_may(struct ksig_task *tracer, struct ksig_task *t);

/* --------------------------------------------------------- file.c and kinds */
#define O_WRONLY	1u
#define O_RDWR		2u
#define O_ACCMODE	3u
#define O_CREAT		0100u
#define O_EXCL		0200u
#define O_NOCTTY	0400u
#define O_TRUNC		01000u
#define O_APPEND	02000u
#define O_NONBLOCK	04000u
#define O_ASYNC		020000u
#define O_DIRECTORY	0200000u
#define O_CLOEXEC	02000000u
#define O_PATH		010000000u
#define POLLIN		1u
#define POLLOUT		4u
#define POLLERR		8u
#define POLLHUP		16u
#define POLLNVAL	32u
#define FILES_MAX	1024u

struct stat {
	uint64_t dev, ino, nlink;
	uint32_t mode, uid, gid, pad;
	uint64_t rdev;
	int64_t size, blksize, blocks;
	int64_t atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns;
	int64_t unused[3];
};

/* All with big_lock; they return a length or a negative errno. */
struct file_ops {
	int64_t (*read)(struct thread *t, struct file *f, uint64_t uaddr,
			uint64_t n, uint64_t *pos);
	int64_t (*write)(struct thread *t, struct file *f, uint64_t uaddr,
			 uint64_t n, uint64_t *pos);
	uint32_t (*poll)(struct thread *t, struct file *f);
	int64_t (*ioctl)(struct thread *t, struct file *f, uint64_t cmd,
			 uint64_t arg);
	void (*release)(struct file *f);
	int64_t (*stat)(struct file *f, struct stat *st);
	bool is_seekable;
};

struct file {
	const struct file_ops *ops;
	uint32_t nr_refs;
	uint32_t flags;			/* O_* */
	uint64_t pos;
	void *object;
	struct node *node;
	ksig_sigset mask;		/* signalfd(2) */
	int32_t owner_type, owner_id, owner_sig, owner_fd;
	uint32_t owner_uid, owner_euid;
	uint64_t count;			/* eventfd, pidfd: its word */
};

struct files {
	uint32_t nr_users;
	struct file *file[FILES_MAX];
	uint8_t cloexec[FILES_MAX];
	struct node *cwd;
	uint32_t umask;
};

struct files *files_new(void);
struct files *files_copy(struct files *from);
void files_put(struct files *fs);
void files_exec(struct files *fs);
struct file *file_new(const struct file_ops *ops, uint32_t flags,
		      void *object);
struct file *file_of(struct thread *t, uint64_t fd);
void file_put(struct file *f);
int64_t fd_install(struct thread *t, struct file *f, uint32_t min,
		   bool cloexec);
int64_t file_wait(struct thread *t, struct file *f, struct waitq *q);
void file_sigio(struct file *f, uint32_t events);
uint32_t file_poll(struct thread *t, struct file *f);
int64_t file_ioctl(struct thread *t, struct file *f, uint64_t cmd,
		   uint64_t arg);

/* node.c: the tree of files, all in memory */
#define S_IFMT		0170000u
#define S_IFIFO		0010000u
#define S_IFCHR		0020000u
#define S_IFDIR		0040000u
#define S_IFREG		0100000u
#define S_IFLNK		0120000u
struct node {
	struct node *parent, *children, *next;
	char *name;
	uint32_t mode, uid, gid;
	uint32_t nr_refs;		/* open files, cwds; + 1 in the tree */
	uint64_t ino;
	int64_t mtime;
	struct memobj *obj;		/* S_IFREG */
	char *target;			/* S_IFLNK */
	const struct device *dev;	/* S_IFCHR */
	struct pipe *pipe;		/* S_IFIFO */
	bool is_proc;			/* what is below is proc.c's */
};
struct device {
	const char *name;
	uint32_t rdev;
	const struct file_ops *ops;
	int64_t (*open)(struct thread *t, struct file *f);
};
struct found {
	struct node *node;		/* or NULL: does not exist */
	struct node *parent;		/* where it would be */
	char last[256];
	char proc[256];			/* not empty: below /proc */
};
extern struct node *root;
void nodes_init(void);
int path_find(struct thread *t, int64_t dirfd, const char *path, bool follow,
	      struct found *out);
struct node *node_make(struct node *parent, const char *name, uint32_t mode);
void node_put(struct node *n);
void node_path(const struct node *n, char *buf, size_t room);
int64_t node_open(struct thread *t, struct node *n, uint32_t flags,
		  struct file **out);
void node_stat(const struct node *n, struct stat *st);
int node_remove(struct node *n, bool is_dir);
int node_move(struct node *n, struct node *to, const char *name);
int node_link_to(struct node *n, const char *target);
void cpio_unpack(const void *at, uint64_t bytes);
/* proc.c */
int64_t proc_open(struct thread *t, const char *name, uint32_t flags,
		  struct file **out);
int64_t proc_stat(struct thread *t, const char *name, struct stat *st);
int64_t proc_link(struct thread *t, const char *name, char *buf,
		  size_t room);
/* pipe.c */
#define PIPE_BYTES	65536u
extern const struct file_ops fifo_ops;
int64_t fifo_open(struct thread *t, struct node *n, struct file *f);
/* tty.c */
#define TTY_LINE_MAX	4096u
struct termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[19];
};
struct tty {
	int32_t sid, pgid;		/* session, foreground group, or 0 */
	struct termios termios;
	uint16_t winsize[4];
	uint32_t n, ready;		/* bytes typed; of them, to be read */
	uint32_t eofs;			/* an empty line's end of file */
	bool is_hung_up, was_open;	/* a pseudo-terminal's */
	struct waitq wait;
	void (*out)(struct tty *tty, const uint8_t *s, size_t n);
	uint8_t typed[TTY_LINE_MAX];
};
void tty_init(struct tty *tty,
	      void (*out)(struct tty *tty, const uint8_t *s, size_t n));
void tty_type(struct tty *tty, uint8_t c);
void tty_hang_up(struct tty *tty, bool leader_exits);
void tty_leave(struct thread *t);
struct tty *tty_of(const struct process *p);
int32_t tty_pgid(const struct process *p);
int64_t tty_read(struct thread *t, struct file *f, uint64_t uaddr, uint64_t n,
		 uint64_t *pos);
int64_t tty_write(struct thread *t, struct file *f, uint64_t uaddr, uint64_t n,
		  uint64_t *pos);
uint32_t tty_poll(struct thread *t, struct file *f);
int64_t tty_ioctl(struct thread *t, struct file *f, uint64_t cmd,
		  uint64_t arg);
int64_t tty_common_ioctl(struct thread *t, struct tty *tty, uint64_t cmd,
			 uint64_t arg);
/* console.c */
void console_init(void);
void console_tick(void);
extern const struct device tty_device, console_device, errors_device;
/* pty.c */
void pty_init(struct node *dev);
extern const struct device ptmx_device;
/* poll.c */
int64_t poll_call(struct thread *t, struct ksig_call *c);
int64_t timeout_in(uint64_t uaddr, uint64_t *deadline_ns);
int64_t poll_wait_ready(struct thread *t,
			int64_t (*look)(struct thread *t, void *what),
			void *what, uint64_t deadline_ns);
/* epoll.c */
int64_t epoll_wait_call(struct thread *t, const uint64_t *a,
			uint64_t deadline_ns);
/* sigfd.c */
bool is_signalfd(const struct file *f);
int64_t signalfd_call(struct thread *t, struct ksig_call *c);
void pidfd_find(struct thread *t, uint64_t fd, struct ksig_call *c);
int64_t pidfd_new(struct thread *t, int32_t pid, uint64_t flags);
/* futex.c */
int64_t futex_wake(struct thread *t, uint64_t uaddr, uint32_t max,
		   uint32_t bits);
/* time_calls.c */
int64_t put_timespec(uint64_t uaddr, uint64_t ns);
int64_t get_timespec(uint64_t uaddr, uint64_t *ns);
/* id_calls.c */
uint64_t rlimit_of(const struct process *p, int which);
void ids_init(struct thread *t);
/* seccomp.c: false: the call is not made, *ret its result */
int64_t seccomp_add(struct thread *t, uint64_t uaddr);
bool seccomp_allows(struct thread *t, struct ksig_regs *r, int64_t *ret);

#endif /* KERNEL_H */
