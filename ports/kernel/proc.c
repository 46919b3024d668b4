/* SPDX-License-Identifier: MIT */
/*
 * Of proc(5): self, thread-self, PID/{stat,status,exe} and the same for
 * PID/task/TID with schedstat and wchan, sys/kernel/core_pattern. A file is
 * made anew at each read, and means the task that has the id then.
 */
#include "kernel.h"

enum kind { STAT, STATUS, SCHEDSTAT, WCHAN, EXE, CORE_PATTERN, NOTHING };
#define DIRECTORY (NOTHING + 1)

struct name {
	int32_t pid, tid;		/* tid 0: the process's own file */
	enum kind kind;
	bool is_dir;
};

static const char *const files[] = {
	[STAT] = "stat", [STATUS] = "status", [SCHEDSTAT] = "schedstat",
	[WCHAN] = "wchan", [EXE] = "exe",
};

static const char *after(const char *s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(s, word, n) || (s[n] && s[n] != '/'))
		return NULL;
	return s[n] ? s + n + 1 : s + n;
}

static const char *skip_number(const char *s)
{
	while (*s >= '0' && *s <= '9')
		s++;
	return *s == '/' ? s + 1 : s;
}

static int parse(struct thread *t, const char *s, struct name *n)
{
	const char *rest;
	int i;

	*n = (struct name){ 0, 0, NOTHING, false };
	if (!strcmp(s, "sys/kernel/core_pattern")) {
		n->kind = CORE_PATTERN;
		return 0;
	}
	if ((rest = after(s, "self"))) {
		n->pid = t->t.group->pid;
	} else if ((rest = after(s, "thread-self"))) {
		n->pid = t->t.group->pid;
		n->tid = t->t.tid;
	} else if (*s >= '1' && *s <= '9') {
		n->pid = (int32_t)number(s);
		rest = skip_number(s);
	} else {
		return -ENOENT;
	}
	if (after(rest, "task")) {
		rest = after(rest, "task");
		if (!*rest) {
			n->is_dir = true;
			return 0;
		}
		n->tid = (int32_t)number(rest);
		if (!n->tid)
			return -ENOENT;
		rest = skip_number(rest);
	}
	n->is_dir = !*rest;
	if (n->is_dir)
		return 0;
	for (i = STAT; i <= EXE; i++)
		if (!strcmp(rest, files[i])) {
			n->kind = (enum kind)i;
			return 0;
		}
	return -ENOENT;
}

/* The task that the name is about, and its process; false: gone. */
static bool find(const struct name *n, struct thread **t, struct process **p)
{
	*p = process_find(n->pid);
	*t = thread_find(n->tid ? n->tid : n->pid);
	if (*t && (*t)->t.group->pid != n->pid)
		*t = NULL;
	/* A main thread that has ended is there until its process is. */
	if (n->tid && n->tid != n->pid)
		return *p && *t;
	return *p != NULL;
}

static char state_of(const struct thread *t, const struct process *p)
{
	if (!t || (t->t.flags & (KSIG_TASK_ZOMBIE | KSIG_TASK_DEAD)))
		return 'Z';
	if (p->g.flags & KSIG_GROUP_DEAD)
		return 'Z';
	if (t->state != ASLEEP)
		return 'R';
	if (t->t.flags & KSIG_TASK_TRACED)
		return 't';
	if (t->t.flags & KSIG_TASK_STOPPED)
		return 'T';
	return t->waits_in && (!strcmp(t->waits_in, "kernel_clone") ||
			       !strcmp(t->waits_in, "de_thread")) ? 'D' :
								     'S';
}

static int32_t ppid_of(const struct ksig_group *g)
{
	return g->parent ? g->parent->pid : g->outside_ppid;
}

/* Threads that ptrace(2) keeps count, and a main thread that has ended. */
static uint32_t nr_threads(const struct ksig_group *g)
{
	uint32_t n = g->nr_tasks + (!g->leader && !g->zombie_leader);
	const struct ksig_list *z;

	for (z = g->zombies.next; z != &g->zombies; z = z->next)
		n++;
	return n;
}

static int put_stat(const struct name *n, const struct thread *t,
		    struct process *p, char *buf, size_t room)
{
	const struct ksig_group *g = &p->g;
	uint64_t ticks = t ? thread_cpu_ns(t) / (NS_PER_S / 100) : 0;
	int at;

	at = format(buf, room, "%d (%s) %c %d %d %d %d %d 0 0 0 0 0 %lu 0 0 "
		    "0 20 0 %u 0 %lu 0 0", n->tid ? n->tid : n->pid, p->name,
		    state_of(t, p), ppid_of(g), g->pgid, g->sid,
		    tty_of(p) ? 0x501 : 0, tty_pgid(p), ticks,
		    nr_threads(g),
		    t ? (uint64_t)(t->start_ns / (NS_PER_S / 100)) : 0ul);
	/* Fields 25 to 52. */
	return at + format(buf + at, room - (size_t)at,
			   " 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 "
			   "0 0 0 %d\n",
			   g->flags & KSIG_GROUP_DEAD ? g->status : 0);
}

static int put_status(const struct name *n, const struct thread *t,
		      struct process *p, char *buf, size_t room)
{
	const struct ksig_group *g = &p->g;
	uint64_t ignored = 0, caught = 0, handler;
	int i;

	for (i = 0; t && t->t.sighand && i < KSIG_NSIG; i++) {
		handler = t->t.sighand->action[i].handler;
		if (handler == LINUX_SIG_IGN)
			ignored |= 1ull << i;
		else if (handler != LINUX_SIG_DFL)
			caught |= 1ull << i;
	}
	return format(buf, room, "Name:\t%s\nState:\t%c\nTgid:\t%d\nPid:\t%d\n"
		      "PPid:\t%d\nTracerPid:\t%d\nUid:\t%u\t%u\t%u\t%u\n"
		      "Threads:\t%u\nSigPnd:\t%016lx\nShdPnd:\t%016lx\n"
		      "SigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n"
		      "CoreDumping:\t0\n",
		      p->name, state_of(t, p), n->pid,
		      n->tid ? n->tid : n->pid, ppid_of(g),
		      t && t->t.tracer ? t->t.tracer->group->pid : 0,
		      t ? t->uid : 0, t ? t->euid : 0, t ? t->suid : 0,
		      t ? t->euid : 0, g->nr_tasks,
		      t ? t->t.pending.set : 0, g->shared.set,
		      t ? t->t.blocked : 0, ignored, caught);
}

static int contents(const struct name *n, char *buf, size_t room)
{
	struct process *p;
	struct thread *t;
	int len = -LINUX_ESRCH;

	if (n->kind == CORE_PATTERN)
		return format(buf, room, "core\n");
	if (!find(n, &t, &p))
		return len;
	tree_lock();
	switch (n->kind) {
	case STAT:
		len = put_stat(n, t, p, buf, room);
		break;
	case STATUS:
		len = put_status(n, t, p, buf, room);
		break;
	case SCHEDSTAT:
		len = format(buf, room, "%lu 0 %lu\n",
			     t ? thread_cpu_ns(t) : (uint64_t)0,
			     t ? t->nr_slices : (uint64_t)0);
		break;
	case WCHAN:
		len = format(buf, room, "%s", t && t->state == ASLEEP &&
			     t->waits_in ? t->waits_in : "0");
		break;
	default:
		break;
	}
	tree_unlock();
	return len;
}

static int64_t proc_read(struct thread *t, struct file *f, uint64_t uaddr,
			 uint64_t n, uint64_t *pos)
{
	char *buf = kmem_alloc(PAGE_BYTES);
	int64_t len = buf ? contents(f->object, buf, PAGE_BYTES) :
			    -LINUX_ENOMEM;

	(void)t;
	if (len >= 0) {
		len = (uint64_t)len > *pos ? len - (int64_t)*pos : 0;
		if ((uint64_t)len > n)
			len = (int64_t)n;
		if (copy_out(uaddr, buf + *pos, (uint64_t)len))
			len = -LINUX_EFAULT;
		else
			*pos += (uint64_t)len;
	}
	kmem_free(buf, PAGE_BYTES);
	return len;
}

static void proc_release(struct file *f)
{
	kmem_free(f->object, sizeof(struct name));
}

static int64_t stat_name(const struct name *n, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->mode = n->is_dir ? S_IFDIR | 0555 : n->kind == EXE ?
		   S_IFLNK | 0777 : S_IFREG | 0444;
	st->nlink = 1;
	return 0;
}

static int64_t proc_fstat(struct file *f, struct stat *st)
{
	return stat_name(f->object, st);
}

static const struct file_ops proc_ops = {
	.read = proc_read, .release = proc_release, .stat = proc_fstat,
	.is_seekable = true,
};

int64_t proc_link(struct thread *t, const char *name, char *buf, size_t room)
{
	struct process *p;
	struct thread *of;
	struct name n;
	int err;

	if (!strcmp(name, "self"))
		return format(buf, room, "%d", t->t.group->pid);
	if (!strcmp(name, "thread-self"))
		return format(buf, room, "%d/task/%d", t->t.group->pid,
			      t->t.tid);
	err = parse(t, name, &n);
	if (err)
		return err;
	if (n.kind != EXE)
		return -LINUX_EINVAL;
	if (!find(&n, &of, &p) || !p->exe)
		return -ENOENT;
	return format(buf, room, "%s", p->exe);
}

int64_t proc_open(struct thread *t, const char *name, uint32_t flags,
		  struct file **out)
{
	struct process *p;
	struct thread *of;
	struct found *found;
	struct name n, *copy;
	char exe[256];
	int64_t err = parse(t, name, &n);

	if (err)
		return err;
	if (n.kind != CORE_PATTERN && !find(&n, &of, &p))
		return -ENOENT;
	if (flags & O_ACCMODE)
		return -EACCES;
	if (n.kind == EXE) {
		found = kmem_alloc(sizeof(*found));
		err = proc_link(t, name, exe, sizeof(exe));
		if (err >= 0)
			err = path_find(t, -100, exe, true, found);
		if (!err)
			err = found->node ? node_open(t, found->node, flags,
						      out) : -ENOENT;
		kmem_free(found, sizeof(*found));
		return err;
	}
	copy = kmem_alloc(sizeof(*copy));
	*out = copy ? file_new(&proc_ops, flags, copy) : NULL;
	if (!*out)
		return -LINUX_ENOMEM;
	*copy = n;
	return 0;
}

int64_t proc_stat(struct thread *t, const char *name, struct stat *st)
{
	struct process *p;
	struct thread *of;
	struct name n;
	int64_t err = parse(t, name, &n);

	if (!err && n.kind != CORE_PATTERN && !find(&n, &of, &p))
		err = -ENOENT;
	return err ? err : stat_name(&n, st);
}
