/* SPDX-License-Identifier: MIT */
/* execve(2): static ELF programs, their first stack. */
#include "elf.h"
#include "kernel.h"

#define STACK_MAX	(64ull << 20)
#define ARGS_BYTES	(128u << 10)	/* of strings */
#define ARGS_MAX	1024
#define PIE_AT		0x0000555555554000ull
#define PT_INTERP	3u

#define PHDRS_MAX 16

/* Strings of argv and envp, one behind the other, in kernel memory. */
struct args {
	char *strings;
	uint32_t bytes;
	int argc, envc;
};
struct program {
	struct memobj *obj;
	struct elf elf;
	struct phdr ph[PHDRS_MAX];
	uint64_t bias, brk;
};

static int read_head(struct program *p)
{
	uint64_t n;
	int i;

	if (memobj_read(p->obj, &p->elf, 0, sizeof(p->elf)) !=
	    sizeof(p->elf) || memcmp(p->elf.ident, "\177ELF\2\1", 6) ||
	    p->elf.machine != 62 || (p->elf.type != 2 && p->elf.type != 3) ||
	    p->elf.phnum > PHDRS_MAX || p->elf.phentsize != sizeof(p->ph[0]))
		return -ENOEXEC;
	n = p->elf.phnum * sizeof(p->ph[0]);
	if (memobj_read(p->obj, p->ph, p->elf.phoff, n) != (int64_t)n)
		return -ENOEXEC;
	for (i = 0; i < p->elf.phnum; i++)
		if (p->ph[i].type == PT_INTERP)
			return -ENOEXEC;	/* needs a dynamic linker */
	p->bias = p->elf.type == 3 ? PIE_AT : 0;
	return 0;
}

static uint32_t prot_of(uint32_t flags)
{
	return (flags & 4 ? PROT_READ : 0) | (flags & 2 ? PROT_WRITE : 0) |
	       (flags & 1 ? PROT_EXEC : 0);
}

/* From the file as far as that goes, zeros behind it. */
static int map_segment(struct mm *mm, struct program *p, const struct phdr *h)
{
	static const char zeros[PAGE_BYTES];
	uint64_t at = h->vaddr + p->bias, start = at & ~0xfffull;
	uint64_t file_end = at + h->filesz, end = at + h->memsz;
	uint64_t whole = (file_end + 0xfff) & ~0xfffull;
	uint32_t prot = prot_of(h->flags);

	if ((h->vaddr ^ h->offset) & 0xfff || end > USER_END || end < at)
		return -ENOEXEC;
	if (h->filesz &&
	    mm_map(mm, start, file_end - start, prot, 0, true, p->obj,
		   h->offset & ~0xfffull) < 0)
		return -LINUX_ENOMEM;
	if (!h->filesz)
		whole = start;
	if (end > whole &&
	    mm_map(mm, whole, end - whole, prot, 0, true, NULL, 0) < 0)
		return -LINUX_ENOMEM;
	if (h->filesz && end > file_end && (prot & PROT_WRITE) &&
	    mm_peek(mm, file_end, (void *)(uintptr_t)zeros,
		    (whole < end ? whole : end) - file_end, true))
		return -LINUX_ENOMEM;
	if (end > p->brk)
		p->brk = (end + 0xfff) & ~0xfffull;
	return 0;
}

static int map_program(struct mm *mm, struct program *p)
{
	int i, err = 0;

	for (i = 0; i < p->elf.phnum && !err; i++)
		if (p->ph[i].type == PT_LOAD)
			err = map_segment(mm, p, &p->ph[i]);
	mm->brk_start = mm->brk = p->brk;
	return err;
}

/* The page that a handler may return to (options.sigreturn). */
static int map_vdso(struct mm *mm)
{
	static struct memobj *obj;

	if (options.sigreturn != RETURN_PAGE)
		return 0;
	if (!obj) {
		obj = memobj_new(PAGE_BYTES);
		memobj_write(obj, vdso_begin,
			     0, (uint64_t)(vdso_end - vdso_begin));
		memobj_resize(obj, PAGE_BYTES);
	}
	return mm_map(mm, VDSO_AT, PAGE_BYTES, PROT_READ | PROT_EXEC, 0, true,
		      obj, 0) < 0 ? -LINUX_ENOMEM : 0;
}

/* -------------------------------------------------------------- the stack */

enum { AT_NULL, AT_PHDR = 3, AT_PHENT, AT_PHNUM, AT_PAGESZ, AT_ENTRY = 9,
       AT_UID = 11, AT_EUID, AT_GID, AT_EGID, AT_HWCAP = 16, AT_CLKTCK,
       AT_SECURE = 23, AT_RANDOM = 25, AT_EXECFN = 31, AT_MINSIGSTKSZ = 51 };

struct stack {
	struct mm *mm;
	uint64_t sp;
	uint64_t *words;
	int n;
};

static uint64_t push(struct stack *s, const void *bytes, uint64_t n)
{
	s->sp -= n;
	mm_peek(s->mm, s->sp, (void *)(uintptr_t)bytes, n, true);
	return s->sp;
}

static void aux(struct stack *s, uint64_t key, uint64_t value)
{
	s->words[s->n++] = key;
	s->words[s->n++] = value;
}

static void auxv(struct stack *s, const struct thread *t,
		 const struct program *p, uint64_t random, uint64_t name)
{
	uint64_t i, phdr = p->elf.phoff + p->bias;

	for (i = 0; i < p->elf.phnum; i++)
		if (p->ph[i].type == PT_LOAD && p->ph[i].offset == 0)
			phdr = p->ph[i].vaddr + p->elf.phoff + p->bias;
	aux(s, AT_PHDR, phdr);
	aux(s, AT_PHENT, sizeof(struct phdr));
	aux(s, AT_PHNUM, p->elf.phnum);
	aux(s, AT_PAGESZ, PAGE_BYTES);
	aux(s, AT_ENTRY, p->elf.entry + p->bias);
	aux(s, AT_UID, t->uid);
	aux(s, AT_EUID, t->euid);
	aux(s, AT_GID, t->gid);
	aux(s, AT_EGID, t->egid);
	aux(s, AT_HWCAP, cpuid(1, 0).dx);
	aux(s, AT_CLKTCK, 100);
	aux(s, AT_SECURE, t->uid != t->euid);
	aux(s, AT_RANDOM, random);
	aux(s, AT_EXECFN, name);
	/* The frame, its extended state, and what aligns it. */
	aux(s, AT_MINSIGSTKSZ, 440 + xstate_bytes + 4 + 64 + 128);
	aux(s, AT_NULL, 0);
}

static int make_stack(struct mm *mm, const struct thread *t,
		      const struct program *p, const struct args *a,
		      const char *name, uint64_t *sp)
{
	uint64_t top = VDSO_AT - PAGE_BYTES, strings, at, random[2];
	struct stack s = { .mm = mm, .sp = top };
	uint64_t room = ((uint64_t)(a->argc + a->envc) + 64) * 8;
	int i;

	mm->stack_limit = rlimit_of(process(t), RLIMIT_STACK);
	if (mm_map(mm, top - STACK_MAX, STACK_MAX, PROT_READ | PROT_WRITE,
		   VMA_STACK, true, NULL, 0) < 0)
		return -LINUX_ENOMEM;
	s.words = kmem_alloc(room);
	if (!s.words)
		return -LINUX_ENOMEM;
	strings = push(&s, a->strings, a->bytes);
	at = push(&s, name, strlen(name) + 1);
	random[0] = rdtsc() * 0x9e3779b97f4a7c15ull;
	random[1] = ~random[0] * 0xbf58476d1ce4e5b9ull;
	s.sp &= ~15ull;
	push(&s, random, sizeof(random));
	s.words[s.n++] = (uint64_t)a->argc;
	random[0] = s.sp;
	for (i = 0; i < a->argc + a->envc; i++) {
		if (i == a->argc)
			s.words[s.n++] = 0;
		s.words[s.n++] = strings;
		strings += strlen(a->strings + (strings - (top - a->bytes))) +
			   1;
	}
	if (!a->envc)
		s.words[s.n++] = 0;
	s.words[s.n++] = 0;
	auxv(&s, t, p, random[0], at);
	s.sp = (s.sp - (uint64_t)s.n * 8) & ~15ull;
	*sp = s.sp;
	i = mm_peek(mm, s.sp, s.words, (uint64_t)s.n * 8, true);
	kmem_free(s.words, room);
	return i;
}

/* ------------------------------------------------------------------- exec */

static bool is_alone(struct thread *t)
{
	struct ksig_group *g = t->t.group;
	struct ksig_list *n;
	bool is;

	tree_lock();
	is = g->nr_tasks == 1;
	for (n = g->zombies.next; n != &g->zombies && is; n = n->next)
		is = container(n, struct ksig_task, in_group) ==
		     g->zombie_leader;
	tree_unlock();
	return is;
}

/* The other threads leave; we get the process's id. Linux: de_thread(). */
static int be_alone(struct thread *t)
{
	struct waitq *q = &process(t)->wait;
	struct waiter w;
	int err = 0;

	if (ksig_exec_begin(&t->t) < 0)
		return -LINUX_EAGAIN;
	waitq_add(q, &w, t);
	for (;;) {
		sleep_begin(t);
		if (is_alone(t))
			break;
		if (is_interrupted(t, SLEEP_KILL)) {
			err = -LINUX_EAGAIN;
			break;
		}
		sleep_until(t, NEVER, "de_thread");
	}
	waitq_remove(q, &w);
	return err;
}

static void set_names(struct process *p, const char *path, const char *exe)
{
	const char *s = path, *base = path;
	char *copy = kmem_alloc(strlen(exe) + 1);
	size_t n;

	for (; *s; s++)
		if (*s == '/')
			base = s + 1;
	n = strlen(base) < 15 ? strlen(base) : 15;
	memset(p->name, 0, sizeof(p->name));
	memcpy(p->name, base, n);
	if (!copy)
		return;
	memcpy(copy, exe, strlen(exe) + 1);
	if (p->exe)
		kmem_free(p->exe, strlen(p->exe) + 1);
	p->exe = copy;
}

/* No way back from here. */
static void become(struct thread *t, struct mm *mm, const struct program *p,
		   uint64_t sp)
{
	struct ksig_sighand *old = t->t.sighand, *h = sighand_new();
	int32_t former = t->t.tid;
	struct mm *old_mm = t->mm;

	ksig_exec(&t->t, h);
	sighand_drop(h);
	if (old != h)
		sighand_drop(old);
	lock(&big_lock);
	if (t->files->nr_users > 1) {
		struct files *own = files_copy(t->files);

		if (own) {
			files_put(t->files);
			t->files = own;
		}
	}
	files_exec(t->files);
	unlock(&big_lock);
	t->mm = mm;
	mm_switch(mm);
	vfork_end(t);
	if (old_mm)
		mm_put(old_mm);
	process(t)->has_execed = true;
	process(t)->is_undumpable = t->uid != t->euid || t->gid != t->egid;
	t->clear_tid = t->robust_list = 0;
	t->restart = NULL;
	t->fs_base = t->gs_base = 0;
	wrmsr(MSR_FS_BASE, 0);
	wrmsr(MSR_KERNEL_GS, 0);
	xstate_load(xstate_initial);
	memset(t->regs, 0, sizeof(*t->regs));
	t->regs->orig_ax = (uint64_t)-1;
	t->regs->ip = p->elf.entry + p->bias;
	t->regs->sp = sp;
	t->regs->flags = FLAGS_USER_INIT;
	t->regs->cs = USER_CS;
	t->regs->ss = USER_DS;
	ptrace_event(t, LINUX_PTRACE_EVENT_EXEC, (uint64_t)former);
}

/* The file, with a reference; path may be a link below /proc. */
static int find_program(struct thread *t, const char *path,
			struct memobj **obj, char *exe, size_t room)
{
	struct found *f = kmem_alloc(sizeof(*f));
	int err;

	if (!f)
		return -LINUX_ENOMEM;
	lock(&big_lock);
	err = path_find(t, -100, path, true, f);
	if (!err && f->proc[0]) {
		err = (int)proc_link(t, f->proc, exe, room);
		if (err >= 0)
			err = path_find(t, -100, exe, true, f);
	}
	if (err >= 0) {
		err = 0;
		if (!f->node)
			err = -ENOENT;
		else if ((f->node->mode & S_IFMT) != S_IFREG ||
			 !(f->node->mode & 0111))
			err = -EACCES;
	}
	if (!err) {
		*obj = f->node->obj;
		memobj_get(*obj);
		node_path(f->node, exe, room);
	}
	unlock(&big_lock);
	kmem_free(f, sizeof(*f));
	return err;
}

static int64_t exec_args(struct thread *t, const char *path,
			 const struct args *a)
{
	struct program *p = kmem_alloc(sizeof(*p));
	char *exe = kmem_alloc(256);
	struct mm *mm = NULL;
	uint64_t sp = 0;
	int err = !p || !exe ? -LINUX_ENOMEM :
		  find_program(t, path, &p->obj, exe, 256);

	if (!err) {
		err = read_head(p);
		mm = err ? NULL : mm_new();
		if (!err && !mm)
			err = -LINUX_ENOMEM;
		if (!err)
			err = map_program(mm, p);
		if (!err)
			err = map_vdso(mm);
		if (!err)
			err = make_stack(mm, t, p, a, path, &sp);
		if (!err)
			err = be_alone(t);
		memobj_put(p->obj);
	}
	if (!err) {
		set_names(process(t), path, exe);
		become(t, mm, p, sp);
	} else if (mm) {
		mm_put(mm);
	}
	kmem_free(exe, 256);
	kmem_free(p, sizeof(*p));
	return err ? err : NO_RESULT;
}

/* Pointers to strings at uaddr, NULL ends them; how many, or an error. */
static int64_t fetch(struct args *a, uint64_t uaddr)
{
	uint64_t at;
	int64_t len;
	int n;

	for (n = 0; uaddr; n++, uaddr += 8) {
		if (copy_in(&at, uaddr, sizeof(at)))
			return -LINUX_EFAULT;
		if (!at)
			break;
		if (a->bytes >= ARGS_BYTES || n == ARGS_MAX)
			return -LINUX_E2BIG;
		len = copy_string(a->strings + a->bytes, at,
				  ARGS_BYTES - a->bytes);
		if (len < 0)
			return len == -ENAMETOOLONG ? -LINUX_E2BIG : len;
		a->bytes += (uint32_t)len + 1;
	}
	return n;
}

static int64_t do_execve(struct thread *t, const uint64_t *u)
{
	struct args a = { .strings = kmem_alloc(ARGS_BYTES) };
	char path[256];
	int64_t n = a.strings ? copy_string(path, u[0], sizeof(path)) :
				-LINUX_ENOMEM;

	if (n >= 0)
		n = fetch(&a, u[1]);
	a.argc = (int)n;
	if (n >= 0)
		n = fetch(&a, u[2]);
	a.envc = (int)n;
	if (n >= 0)
		n = exec_args(t, path, &a);
	kmem_free(a.strings, ARGS_BYTES);
	return n;
}

/* Init, which is no process yet: arguments that are the kernel's. */
int64_t exec_load(struct thread *t, const char *path, const char *const *argv,
		  int argc)
{
	struct args a = { .strings = kmem_alloc(ARGS_BYTES), .argc = argc };
	int i;

	for (i = 0; i < argc; i++) {
		memcpy(a.strings + a.bytes, argv[i], strlen(argv[i]) + 1);
		a.bytes += (uint32_t)strlen(argv[i]) + 1;
	}
	return exec_args(t, path, &a);
}

const struct call_row calls_exec[] = {
	{ 59, "execve", do_execve },
	CALLS_END,
};
