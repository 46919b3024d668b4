/* SPDX-License-Identifier: MIT */
/*
 * core(5): what a process that dies of a signal with that action leaves, an
 * ELF file "core" in its working directory: registers of the thread that
 * dumps, and all memory that was touched.
 */
#include "elf.h"
#include "kernel.h"

#define ET_CORE		4u
#define EM_X86_64	62u
#define PT_NOTE		4u
#define NT_PRSTATUS	1u
#define AREAS_MAX	256

/* NT_PRSTATUS: struct elf_prstatus. */
struct note {
	uint32_t name_bytes, bytes, type;
	char name[8];
	int32_t signo, code, err;
	int16_t cursig, pad;
	uint64_t pending, blocked;
	int32_t pid, ppid, pgrp, sid;
	uint64_t times[8];
	struct ksig_regs regs;
	int32_t fpvalid, pad2;
} __attribute__((packed));

struct core {
	struct elf elf;
	struct phdr ph[AREAS_MAX + 1];
	struct note note;
};

static void fill_note(struct note *n, const struct thread *t, int sig)
{
	const struct ksig_group *g = t->t.group;

	n->name_bytes = 5;
	n->bytes = (uint32_t)(sizeof(*n) - offsetof(struct note, signo));
	n->type = NT_PRSTATUS;
	memcpy(n->name, "CORE", 5);
	n->signo = sig;
	n->cursig = (int16_t)sig;
	n->pending = t->t.pending.set;
	n->blocked = t->t.blocked;
	n->pid = t->t.tid;
	n->pgrp = g->pgid;
	n->sid = g->sid;
	n->regs = *t->regs;
	n->regs.fs_base = t->fs_base;
	n->regs.gs_base = t->gs_base;
}

/* Where things are to be. Returns how long the file becomes. */
static uint64_t lay_out(struct core *c, struct mm *mm)
{
	uint64_t at = (sizeof(*c) + PAGE_BYTES - 1) & ~0xfffull;
	const struct vma *v;
	uint32_t n = 1;

	c->ph[0] = (struct phdr){
		.type = PT_NOTE, .offset = offsetof(struct core, note),
		.filesz = sizeof(c->note), .align = 4,
	};
	for (v = mm->vmas; v && n <= AREAS_MAX; v = v->next, n++) {
		c->ph[n] = (struct phdr){
			PT_LOAD, (v->prot & PROT_READ ? 4 : 0) |
			(v->prot & PROT_WRITE ? 2 : 0) |
			(v->prot & PROT_EXEC ? 1 : 0), at, v->start, 0,
			v->end - v->start, v->end - v->start, PAGE_BYTES,
		};
		at += v->end - v->start;
	}
	c->elf.phnum = (uint16_t)n;
	return at;
}

/* Pages that are there; the others stay holes. */
static void write_memory(struct memobj *to, const struct core *c,
			 struct mm *mm)
{
	uint64_t at, *pte;
	uint32_t i;

	for (i = 1; i < c->elf.phnum; i++)
		for (at = 0; at < c->ph[i].memsz; at += PAGE_BYTES) {
			pte = pte_of(mm->pml4, c->ph[i].vaddr + at, false);
			if (!pte)
				at = ((c->ph[i].vaddr + at) | 0x1ff000) -
				     c->ph[i].vaddr;
			else if (*pte & PTE_PAGE)
				memobj_write(to, direct(*pte & PTE_ADDR),
					     c->ph[i].offset + at,
					     PAGE_BYTES);
		}
}

static struct node *core_node(struct thread *t)
{
	struct found *f = kmem_alloc(sizeof(*f));
	struct node *n = NULL;

	if (f && !path_find(t, -100, "core", true, f) && !f->proc[0]) {
		n = f->node ? f->node :
		    node_make(f->parent, f->last, S_IFREG | 0600);
		if (n && (n->mode & S_IFMT) != S_IFREG)
			n = NULL;
	}
	kmem_free(f, sizeof(*f));
	return n;
}

/* t is the thread that got KSIG_DUMP. Was a core written? */
bool core_dump(struct thread *t)
{
	uint64_t limit = rlimit_of(process(t), RLIMIT_CORE), bytes;
	struct core *c;
	struct node *n;

	if (process(t)->is_undumpable || limit <= 1)
		return false;
	c = kmem_alloc(sizeof(*c));
	if (!c)
		return false;
	memcpy(c->elf.ident, "\177ELF\2\1\1", 7);
	c->elf.type = ET_CORE;
	c->elf.machine = EM_X86_64;
	c->elf.version = 1;
	c->elf.phoff = sizeof(c->elf);
	c->elf.ehsize = sizeof(c->elf);
	c->elf.phentsize = sizeof(struct phdr);
	fill_note(&c->note, t, t->t.group->exit_sig);
	lock(&big_lock);
	n = core_node(t);
	if (n) {
		lock(&t->mm->lock);
		bytes = lay_out(c, t->mm);
		memobj_resize(n->obj, 0);
		memobj_write(n->obj, c, 0, sizeof(*c));
		write_memory(n->obj, c, t->mm);
		unlock(&t->mm->lock);
		memobj_resize(n->obj, bytes < limit ? bytes : limit);
	}
	unlock(&big_lock);
	kmem_free(c, sizeof(*c));
	return n != NULL;
}
