/* SPDX-License-Identifier: MIT */
/*
 * An actor as a task of Linux. Everything by raw system calls. %fs, which
 * libc would use for its thread's data, points to the actor's own words:
 * clone(2) sets it before the child's first instruction, so a handler that
 * runs at once knows who it is.
 */
#include "linux.h"
#include "interp.h"

#define FUTEX_WAIT	0
#define CLONE_SETTLS	0x80000
#define CLONE_PARENT_SETTID 0x100000
#define ARCH_SET_FS	0x1002
#define STACK_BYTES	(256u << 10)
#define TOP		(STACK_BYTES - 56)	/* as at a call: 8 off 16 */
#define PAGE		4096u

int64_t scn_linux_call(struct scn_actor *a, int64_t nr, const uint64_t arg[6])
{
	register uint64_t r10 __asm__("r10") = arg[3];
	register uint64_t r8 __asm__("r8") = arg[4];
	register uint64_t r9 __asm__("r9") = arg[5];
	int64_t ret;

	(void)a;
	__asm__ volatile("syscall" : "=a"(ret)
			 : "a"(nr), "D"(arg[0]), "S"(arg[1]), "d"(arg[2]),
			   "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

struct scn_actor *scn_linux_self(void)
{
	struct scn_actor *a;

	__asm__ volatile("mov %%fs:0, %0" : "=r"(a));
	return a;
}

/* --------------------------------------------------------------- handlers */

/*
 * A handler address for every slot: each loads its number where the fourth
 * argument goes. A restorer, which libc would bring.
 */
__asm__(".text\n"
	".balign 16\n"
	".globl scn_stubs\n"
	"scn_stubs:\n"
	".set slot, 0\n"
	".rept 64\n"
	"	.balign 16\n"
	"	mov $slot, %ecx\n"
	"	jmp scn_linux_entered\n"
	"	.set slot, slot + 1\n"
	".endr\n"
	".globl scn_restorer\n"
	"	.balign 16\n"
	"scn_restorer:\n"
	"	mov $15, %eax\n"
	"	syscall\n"
	"	ud2\n");
extern const char scn_stubs[], scn_restorer[];
_Static_assert(SCN_HANDLES_MAX == 64, "as many stubs");

__attribute__((used))
void scn_linux_entered(uint64_t sig, uint64_t info, uint64_t uc, int slot)
{
	scn_handler(scn_linux_self(), slot, sig, info, uc);
}

uint64_t scn_linux_handler_address(int slot)
{
	return scn_ptr(scn_stubs) + 16 * (uint64_t)slot;
}

uint64_t scn_linux_restorer_address(void)
{
	return scn_ptr(scn_restorer);
}

void scn_linux_sigreturn(struct scn_actor *a, uint64_t frame)
{
	(void)a;
	__asm__ volatile("mov %0, %%rsp\n"
			 "	mov $15, %%eax\n"
			 "	syscall\n"
			 "	ud2" : : "r"(frame + 8) : "memory");
	__builtin_unreachable();
}

/* The C stack is the task's own: longjmp has moved it. */
uint64_t scn_linux_mark(struct scn_actor *a)
{
	(void)a;
	return 0;
}

void scn_linux_unwind(struct scn_actor *a, uint64_t mark)
{
	(void)a;
	(void)mark;
}

/* ----------------------------------------------------------------- memory */

static uint64_t map_at(struct scn_actor *a, uint64_t at, uint64_t bytes,
		       int prot, int flags, int fd)
{
	int64_t p = CALL(a, NR_mmap, at, bytes, prot, flags, fd, 0);

	return p < 0 && p > -4096 ? 0 : (uint64_t)p;
}

static uint64_t map(struct scn_actor *a, uint64_t bytes, int prot, int flags,
		    int fd)
{
	return map_at(a, 0, bytes, prot, flags, fd);
}

enum { P_NONE, P_READ, P_READ_WRITE = 3 };
enum { MAP_SHARED_ = 1, MAP_PRIVATE_ = 2, MAP_ANON_ = 0x20 };

uint64_t scn_linux_memory(struct scn_actor *a, enum scn_memory kind,
			  uint64_t bytes)
{
	static const char name[] = "scenario";
	uint64_t p, at;
	int64_t fd;

	bytes = (bytes + PAGE - 1) & ~(uint64_t)(PAGE - 1);
	/* Where the kernel does not map of itself; nowhere twice: an address
	 * is taken for one name's, in whatever process. */
	at = __atomic_fetch_add(&a->board->unmapped, bytes + PAGE,
				__ATOMIC_SEQ_CST);
	switch (kind) {
	case SCN_MEM_DATA:
		return map_at(a, at, bytes, P_READ_WRITE,
			      MAP_PRIVATE_ | MAP_ANON_, -1);
	case SCN_MEM_SHARED:
		return map_at(a, at, bytes, P_READ_WRITE,
			      MAP_SHARED_ | MAP_ANON_, -1);
	case SCN_MEM_READONLY:
		return map_at(a, at, bytes, P_READ, MAP_PRIVATE_ | MAP_ANON_,
			      -1);
	case SCN_MEM_NONE:
		return map_at(a, at, bytes, P_NONE, MAP_PRIVATE_ | MAP_ANON_,
			      -1);
	case SCN_MEM_UNMAPPED:
		return at;
	case SCN_MEM_BUS:		/* a file of no length */
		fd = CALL(a, NR_memfd_create, scn_ptr(name), 0);
		p = map_at(a, at, bytes, P_READ_WRITE, MAP_SHARED_, (int)fd);
		CALL(a, NR_close, fd);
		return p;
	}
	return 0;
}

/* ------------------------------------------------------------- life, exec */

/*
 * clone(2) and clone3(2): the child's stack has its actor on top.
 * rdi flags or args, rsi stack or size, rdx, rcx: parent's and child's tid,
 * r8 tls, r9 the call's number.
 */
__asm__(".text\n"
	"scn_clone:\n"
	"	mov %rcx, %r10\n"
	"	mov %r9, %rax\n"
	"	syscall\n"
	"	test %rax, %rax\n"
	"	jz 1f\n"
	"	ret\n"
	"1:	xor %ebp, %ebp\n"
	"	pop %rdi\n"
	"	push $0\n"
	"	jmp scn_linux_begin\n");
int64_t scn_clone(uint64_t flags, uint64_t stack, int32_t *ptid, int32_t *ctid,
		  uint64_t tls, int64_t nr);

/* "123/task/124": our ids as the director's /proc has them, whatever
 * namespace we are in. */
static void note_world_ids(struct scn_actor *a)
{
	static const char path[] = "/proc/thread-self";
	char buf[64];
	int64_t i, n = CALL(a, NR_readlink, scn_ptr(path), scn_ptr(buf),
			    sizeof(buf));
	int32_t id[2] = { 0, 0 };
	int which = 0;

	for (i = 0; i < n; i++) {
		if (buf[i] == '/')
			which = 1;
		else if (buf[i] >= '0' && buf[i] <= '9')
			id[which] = id[which] * 10 + (buf[i] - '0');
	}
	__atomic_store_n(&a->world_pid, id[0], __ATOMIC_SEQ_CST);
	__atomic_store_n(&a->world_tid, id[1], __ATOMIC_SEQ_CST);
}

__attribute__((used, noreturn))
void scn_linux_begin(struct scn_actor *a)
{
	note_world_ids(a);
	scn_actor_main(a);
	__builtin_unreachable();
}

void scn_linux_become(struct scn_actor *a)
{
	a->machine[SCN_M_SELF] = scn_ptr(a);
	a->machine[SCN_M_START] = 0;	/* exec: it is the main thread's */
	CALL(a, NR_arch_prctl, ARCH_SET_FS, scn_ptr(a->machine));
	scn_linux_begin(a);
}

struct clone_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack,
		stack_size, tls, set_tid, set_tid_size, cgroup;
};

/* Whatever is shared, the child has a stack of its own, with a page below it
 * that cannot be touched. */
int64_t scn_linux_spawn(struct scn_actor *a, struct scn_actor *child,
			const struct scn_spawn *how)
{
	uint64_t flags = how->flags | CLONE_SETTLS;
	uint64_t low = map(a, STACK_BYTES, P_READ_WRITE,
			   MAP_PRIVATE_ | MAP_ANON_, -1);
	uint64_t *top = (uint64_t *)(uintptr_t)(low + TOP);
	struct clone_args args = {
		.flags = flags, .exit_signal = (uint64_t)how->exit_signal,
		.pidfd = scn_ptr(how->pidfd), .stack = low,
		.stack_size = TOP,
		.tls = scn_ptr(child->machine),
	};

	if (!low)
		return -LINUX_ENOMEM;
	child->pid = child->tid = 0;
	CALL(a, NR_mprotect, low, PAGE, P_NONE);
	top[0] = scn_ptr(child);
	__builtin_memset(child->machine, 0, sizeof(child->machine));
	child->machine[SCN_M_SELF] = scn_ptr(child);
	child->machine[SCN_M_STACK] = low + PAGE;
	if (flags & LINUX_CLONE_THREAD) {
		child->pid = a->pid;
		child->machine[SCN_M_PARENT] = (uint64_t)a->world_pid;
	}
	if (flags >> 32)
		return scn_clone(scn_ptr(&args), sizeof(args), NULL, NULL, 0,
				 NR_clone3);
	/* It may be stopped for a tracer before its first instruction. */
	if (!how->pidfd)
		flags |= CLONE_PARENT_SETTID;
	return scn_clone(flags | (uint64_t)how->exit_signal, scn_ptr(top),
			 how->pidfd ? how->pidfd : &child->tid, NULL, args.tls,
			 NR_clone);
}

static void put_number(char *s, int n)
{
	char digits[12];
	int i = 0;

	do
		digits[i++] = (char)('0' + n % 10);
	while ((n /= 10));
	while (i)
		*s++ = digits[--i];
	*s = 0;
}

int64_t scn_linux_exec(struct scn_actor *a)
{
	/* (A main thread that has ended has none.) */
	static const char path[] = "/proc/thread-self/exe";
	char name[] = "scenario-play", option[] = "--actor", index[12];
	char *argv[] = { name, option, index, NULL };
	char *envp[] = { NULL };
	int64_t ret;

	put_number(index, a->index);
	__atomic_store_n(&a->at, SCN_AT_NOTHING, __ATOMIC_SEQ_CST);
	ret = CALL(a, NR_execve, scn_ptr(path), scn_ptr(argv), scn_ptr(envp));
	__atomic_store_n(&a->at, SCN_AT_STEP, __ATOMIC_SEQ_CST);
	return ret;
}

/* ------------------------------------------------------------ idle, spin */

const struct scn_stmt *scn_linux_idle(struct scn_actor *a)
{
	uint64_t s;
	uint32_t bell;

	for (;;) {
		bell = __atomic_load_n(&a->bell, __ATOMIC_SEQ_CST);
		s = __atomic_load_n(&a->todo, __ATOMIC_SEQ_CST);
		if (s)
			break;
		CALL(a, NR_futex, scn_ptr(&a->bell), FUTEX_WAIT, bell, 0);
	}
	__atomic_store_n(&a->at, SCN_AT_STEP, __ATOMIC_SEQ_CST);
	__atomic_store_n(&a->todo, 0, __ATOMIC_SEQ_CST);
	return (const struct scn_stmt *)(uintptr_t)s;
}

void scn_linux_spin(struct scn_actor *a, int64_t cpu_ns)
{
	struct linux_timespec ts;
	int64_t end = 0, now;
	volatile int i;

	if (cpu_ns < 0)
		__atomic_store_n(&a->at, SCN_AT_SPIN, __ATOMIC_SEQ_CST);
	do {
		for (i = 0; i < 10000; i++)
			;
		if (cpu_ns < 0)
			continue;
		CALL(a, NR_clock_gettime, 3 /* THREAD_CPU */, scn_ptr(&ts));
		now = ts.tv_sec * 1000000000 + ts.tv_nsec;
		if (!end)
			end = now + cpu_ns;
	} while (cpu_ns < 0 || now < end);
}
