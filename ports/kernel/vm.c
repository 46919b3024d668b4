/* SPDX-License-Identifier: MIT */
/*
 * A process's memory: areas, the page fault that fills them, copy-on-write.
 *
 * A page of a private area that others may have, too, is mapped read-only;
 * the write fault copies it. Who takes rights away from a page that another
 * CPU may have in its TLB waits until that has flushed (flush()).
 */
#include "kernel.h"

extern uint64_t boot_pml4[];
#define MAP_TOP		0x00007f0000000000ull
#define MAP_LOWEST	0x10000ull

static uint64_t *kernel_pml4(void)
{
	return direct((uint64_t)boot_pml4);
}

struct mm *mm_new(void)
{
	struct mm *mm = kmem_alloc(sizeof(*mm));
	uint64_t *p = mm ? page_zeroed() : NULL;

	if (!p) {
		kmem_free(mm, sizeof(*mm));
		return NULL;
	}
	memcpy(p + 256, kernel_pml4() + 256, PAGE_BYTES / 2);
	mm->pml4 = p;
	mm->nr_users = 1;
	mm->map_top = MAP_TOP;
	return mm;
}

void mm_get(struct mm *mm)
{
	__atomic_add_fetch(&mm->nr_users, 1, __ATOMIC_RELAXED);
}

static void free_vma(struct vma *v)
{
	if (v->obj)
		memobj_put(v->obj);
	kmem_free(v, sizeof(*v));
}

/* (No CPU has it loaded: the last user has switched away from it.) */
void mm_put(struct mm *mm)
{
	struct vma *v;

	if (__atomic_sub_fetch(&mm->nr_users, 1, __ATOMIC_ACQ_REL))
		return;
	while ((v = mm->vmas)) {
		mm->vmas = v->next;
		free_vma(v);
	}
	pagetable_free(mm->pml4);
	kmem_free(mm, sizeof(*mm));
}

void mm_switch(struct mm *mm)
{
	struct cpu *c = this_cpu();
	struct mm *old = c->mm;

	if (old == mm)
		return;
	if (mm)
		__atomic_or_fetch(&mm->cpus, 1u << c->id, __ATOMIC_SEQ_CST);
	c->mm = mm;
	write_cr3(mm ? phys(mm->pml4) : (uint64_t)boot_pml4);
	if (old)
		__atomic_and_fetch(&old->cpus, ~(1u << c->id),
				   __ATOMIC_SEQ_CST);
}

/* ------------------------------------------------------------------- TLBs */

void flush_answer(void)
{
	struct cpu *c = this_cpu();

	if (!__atomic_load_n(&c->flush, __ATOMIC_ACQUIRE))
		return;
	__atomic_store_n(&c->flush, 0, __ATOMIC_SEQ_CST);
	write_cr3(c->mm ? phys(c->mm->pml4) : (uint64_t)boot_pml4);
}

/*
 * Waits with mm.lock held: whoever spins for it, or for any lock, answers
 * meanwhile (lock_wait()); so do we.
 */
static void flush(struct mm *mm)
{
	struct cpu *me = this_cpu();
	uint32_t others, i;

	if (me->mm == mm)
		write_cr3(phys(mm->pml4));
	others = __atomic_load_n(&mm->cpus, __ATOMIC_SEQ_CST) &
		 ~(1u << me->id);
	for (i = 0; i < nr_cpus; i++) {
		if (!(others >> i & 1))
			continue;
		__atomic_store_n(&cpus[i].flush, 1, __ATOMIC_SEQ_CST);
		ipi(&cpus[i], VECTOR_FLUSH);
	}
	for (i = 0; i < nr_cpus; i++)
		while ((others >> i & 1) &&
		       __atomic_load_n(&cpus[i].flush, __ATOMIC_ACQUIRE)) {
			flush_answer();
			pause_cpu();
		}
}

/* ------------------------------------------------------------------ areas */

static struct vma *find(struct mm *mm, uint64_t addr)
{
	struct vma *v = mm->vmas;

	while (v && v->end <= addr)
		v = v->next;
	return v && v->start <= addr ? v : NULL;
}

static struct vma *new_vma(const struct vma *like, uint64_t start,
			   uint64_t end)
{
	struct vma *v = kmem_alloc(sizeof(*v));

	if (!v)
		return NULL;
	*v = *like;
	v->offset += start - like->start;
	v->start = start;
	v->end = end;
	if (v->obj)
		memobj_get(v->obj);
	return v;
}

static void insert(struct mm *mm, struct vma *v)
{
	struct vma **p = &mm->vmas;

	while (*p && (*p)->start < v->start)
		p = &(*p)->next;
	v->next = *p;
	*p = v;
}

/* Let an area begin at addr, if one is there. */
static int split(struct mm *mm, uint64_t addr)
{
	struct vma *v = find(mm, addr), *upper;

	if (!v || v->start == addr)
		return 0;
	upper = new_vma(v, addr, v->end);
	if (!upper)
		return -LINUX_ENOMEM;
	v->end = addr;
	insert(mm, upper);
	return 0;
}

/* The pages of [from, to) are gone once this returns. */
static void zap(struct mm *mm, uint64_t from, uint64_t to)
{
	void *gone[64];
	uint64_t *pte;
	int n = 0, i;

	for (; from < to || n; from += PAGE_BYTES) {
		pte = from < to ? pte_of(mm->pml4, from, false) : NULL;
		if (from < to && !pte) {
			/* No table: on to the next one. */
			from = (from | 0x1fffff) + 1 - PAGE_BYTES;
		} else if (pte && *pte & PTE_PAGE) {
			gone[n++] = direct(*pte & PTE_ADDR);
			*pte = 0;
		}
		if (n < 64 && from < to)
			continue;
		flush(mm);
		for (i = 0; i < n; i++)
			page_unref(gone[i]);
		n = 0;
		if (from >= to)
			break;
	}
}

static int remove_range(struct mm *mm, uint64_t start, uint64_t end)
{
	struct vma **p = &mm->vmas, *v;

	if (split(mm, start) || split(mm, end))
		return -LINUX_ENOMEM;
	while ((v = *p)) {
		if (v->start < start || v->end > end) {
			p = &v->next;
			continue;
		}
		*p = v->next;
		zap(mm, v->start, v->end);
		free_vma(v);
	}
	return 0;
}

static bool is_free(struct mm *mm, uint64_t start, uint64_t end)
{
	struct vma *v = mm->vmas;

	while (v && v->end <= start)
		v = v->next;
	return !v || v->start >= end;
}

/* The highest place below map_top; 0: none. */
static uint64_t find_place(struct mm *mm, uint64_t bytes)
{
	uint64_t at = mm->map_top - bytes;
	struct vma *v;

	while (at >= MAP_LOWEST && at < mm->map_top) {
		for (v = mm->vmas; v && v->end <= at; v = v->next)
			;
		if (!v || v->start >= at + bytes)
			return at;
		at = v->start - bytes;
	}
	return 0;
}

static uint64_t round_up(uint64_t bytes)
{
	return (bytes + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
}

static bool is_range(uint64_t at, uint64_t bytes)
{
	return at % PAGE_BYTES == 0 && bytes && bytes <= USER_END &&
	       at <= USER_END - bytes;
}

int64_t mm_map(struct mm *mm, uint64_t at, uint64_t bytes, uint32_t prot,
	       uint32_t flags, bool fixed, struct memobj *obj, uint64_t offset)
{
	struct vma like = { .prot = prot, .flags = flags, .obj = obj,
			    .offset = offset }, *v;

	bytes = round_up(bytes);
	if (!is_range(at & ~(uint64_t)(PAGE_BYTES - 1), bytes))
		return fixed || !bytes ? -LINUX_EINVAL : -LINUX_ENOMEM;
	if (fixed && at % PAGE_BYTES)
		return -LINUX_EINVAL;
	lock(&mm->lock);
	at &= ~(uint64_t)(PAGE_BYTES - 1);
	if (!fixed && (at < MAP_LOWEST || !is_free(mm, at, at + bytes)))
		at = find_place(mm, bytes);
	if (!at || (fixed && remove_range(mm, at, at + bytes))) {
		unlock(&mm->lock);
		return -LINUX_ENOMEM;
	}
	like.start = at;
	v = new_vma(&like, at, at + bytes);
	if (v)
		insert(mm, v);
	unlock(&mm->lock);
	return v ? (int64_t)at : -LINUX_ENOMEM;
}

int64_t mm_unmap(struct mm *mm, uint64_t at, uint64_t bytes)
{
	int err;

	bytes = round_up(bytes);
	if (!is_range(at, bytes))
		return -LINUX_EINVAL;
	lock(&mm->lock);
	err = remove_range(mm, at, at + bytes);
	unlock(&mm->lock);
	return err;
}

/* madvise(MADV_DONTNEED): private zeros again. */
int64_t mm_forget(struct mm *mm, uint64_t at, uint64_t bytes)
{
	bytes = round_up(bytes);
	if (!bytes)
		return 0;
	if (!is_range(at, bytes))
		return -LINUX_EINVAL;
	lock(&mm->lock);
	zap(mm, at, at + bytes);
	unlock(&mm->lock);
	return 0;
}

static bool all_mapped(struct mm *mm, uint64_t at, uint64_t end)
{
	struct vma *v;

	for (; at < end; at = v->end)
		if (!(v = find(mm, at)))
			return false;
	return true;
}

bool mm_is_mapped(struct mm *mm, uint64_t at, uint64_t bytes)
{
	bool is;

	lock(&mm->lock);
	is = all_mapped(mm, at, at + round_up(bytes));
	unlock(&mm->lock);
	return is;
}

/* Rights are only taken away here: a fault gives them when they are used. */
static void limit(struct mm *mm, struct vma *v)
{
	uint64_t at, *pte;

	for (at = v->start; at < v->end; at += PAGE_BYTES) {
		pte = pte_of(mm->pml4, at, false);
		if (!pte) {
			at = (at | 0x1fffff) + 1 - PAGE_BYTES;
			continue;
		}
		if (!(*pte & PTE_PAGE))
			continue;
		*pte &= ~PTE_WRITE;
		if (!v->prot)
			*pte &= ~PTE_PRESENT;
		else
			*pte |= PTE_PRESENT;
		if (v->prot & PROT_EXEC)
			*pte &= ~PTE_NX;
		else
			*pte |= PTE_NX;
	}
}

int64_t mm_protect(struct mm *mm, uint64_t at, uint64_t bytes, uint32_t prot)
{
	uint64_t end = at + round_up(bytes);
	struct vma *v;
	int err = 0;

	if (at % PAGE_BYTES || (prot & ~7u))
		return -LINUX_EINVAL;
	if (end == at)
		return 0;
	if (!is_range(at, end - at))
		return -LINUX_ENOMEM;
	lock(&mm->lock);
	if (!all_mapped(mm, at, end) || split(mm, at) || split(mm, end))
		err = -LINUX_ENOMEM;
	for (v = mm->vmas; !err && v; v = v->next)
		if (v->start >= at && v->end <= end) {
			v->prot = prot;
			limit(mm, v);
		}
	flush(mm);
	unlock(&mm->lock);
	return err;
}

/* ------------------------------------------------------------------ faults */

static uint64_t rights(const struct vma *v, bool may_write)
{
	return PTE_PAGE | PTE_USER | (v->prot ? PTE_PRESENT : 0) |
	       (may_write && v->prot & PROT_WRITE ? PTE_WRITE : 0) |
	       (v->prot & PROT_EXEC ? 0 : PTE_NX);
}

/* A write to a page that others may have, too. */
static int unshare(struct vma *v, uint64_t *pte)
{
	void *old = direct(*pte & PTE_ADDR), *page;

	if (__atomic_load_n(&page_of(old)->nr_refs, __ATOMIC_ACQUIRE) == 1) {
		*pte = phys(old) | rights(v, true);
		return 0;
	}
	page = pages_alloc(0);
	if (!page)
		return LINUX_BUS_ADRERR | FAULT_IS_BUS;
	memcpy(page, old, PAGE_BYTES);
	*pte = phys(page) | rights(v, true);
	page_unref(old);
	return 0;
}

static int fill(struct vma *v, uint64_t addr, uint64_t *pte, bool write)
{
	bool no_memory = true, shared = v->flags & VMA_SHARED;
	void *page;

	if (!v->obj) {
		page = page_zeroed();
		if (!page)
			return LINUX_BUS_ADRERR | FAULT_IS_BUS;
		*pte = phys(page) | rights(v, true);
		return 0;
	}
	page = memobj_page(v->obj, v->offset + (addr - v->start), &no_memory);
	if (!page)
		return LINUX_BUS_ADRERR | FAULT_IS_BUS;
	*pte = phys(page) | rights(v, shared);
	return write && !shared ? unshare(v, pte) : 0;
}

/* mm.lock is held. */
static int fault_locked(struct mm *mm, uint64_t addr, bool write, bool exec)
{
	struct vma *v = find(mm, addr);
	uint64_t *pte;

	if (!v || ((v->flags & VMA_STACK) && v->end - addr > mm->stack_limit))
		return LINUX_SEGV_MAPERR;
	if (!v->prot || (write && !(v->prot & PROT_WRITE)))
		return LINUX_SEGV_ACCERR;
	pte = pte_of(mm->pml4, addr, true);
	if (!pte)
		return LINUX_BUS_ADRERR | FAULT_IS_BUS;
	addr &= ~(uint64_t)(PAGE_BYTES - 1);
	/* To Linux a fetch is a read: the error code is that of a page that is
	 * there. */
	if (!(*pte & PTE_PAGE))
		return fill(v, addr, pte, write);
	if (exec && !(v->prot & PROT_EXEC))
		return LINUX_SEGV_ACCERR;
	if (!write || (*pte & PTE_WRITE)) {
		/* Another thread was first, or the TLB is behind. */
		*pte = (*pte & (PTE_ADDR | PTE_WRITE)) | rights(v, false);
		return 0;
	}
	if (v->flags & VMA_SHARED) {
		*pte |= PTE_WRITE;
		return 0;
	}
	return unshare(v, pte);
}

int mm_fault(struct mm *mm, uint64_t addr, bool write, bool exec)
{
	uint64_t *pte, before;
	int code;

	if (addr >= USER_END)
		return LINUX_SEGV_MAPERR;
	lock(&mm->lock);
	pte = pte_of(mm->pml4, addr, false);
	before = pte ? *pte : 0;
	code = fault_locked(mm, addr, write, exec);
	pte = pte_of(mm->pml4, addr, false);
	/* Other CPUs must not go on with the page that was copied. */
	if (pte && before & PTE_PAGE &&
	    (before & PTE_ADDR) != (*pte & PTE_ADDR))
		flush(mm);
	else
		invlpg(addr);
	unlock(&mm->lock);
	return code;
}

/* The page at addr, to be read or written by the kernel; with mm.lock. */
static char *page_for(struct mm *mm, uint64_t addr, bool write)
{
	uint64_t *pte;

	if (addr >= USER_END)
		return NULL;
	pte = pte_of(mm->pml4, addr, false);
	if (!pte || !(*pte & PTE_PRESENT) || (write && !(*pte & PTE_WRITE))) {
		if (fault_locked(mm, addr, write, false))
			return NULL;
		pte = pte_of(mm->pml4, addr, false);
		flush(mm);
	}
	return direct(*pte & PTE_ADDR);
}

int mm_peek(struct mm *mm, uint64_t addr, void *buf, uint64_t n, bool write)
{
	uint64_t part;
	char *page;

	for (; n; n -= part, addr += part, buf = (char *)buf + part) {
		part = PAGE_BYTES - addr % PAGE_BYTES;
		if (part > n)
			part = n;
		lock(&mm->lock);
		page = page_for(mm, addr, write);
		if (page && write)
			memcpy(page + addr % PAGE_BYTES, buf, part);
		else if (page)
			memcpy(buf, page + addr % PAGE_BYTES, part);
		unlock(&mm->lock);
		if (!page)
			return -LINUX_EFAULT;
	}
	return 0;
}

/*
 * Shared memory is the same word wherever it is mapped: its physical address.
 * Private memory is not made anybody else's by that, but a copy-on-write
 * moves it: asked for writing, it has been copied before.
 */
void *mm_key(struct mm *mm, uint64_t addr)
{
	char *page;

	lock(&mm->lock);
	page = page_for(mm, addr, true);
	if (!page)
		page = page_for(mm, addr, false);
	unlock(&mm->lock);
	return page ? page + addr % PAGE_BYTES : NULL;
}

/* -------------------------------------------------------------------- fork */

static int copy_pages(struct mm *to, struct mm *from, struct vma *v)
{
	uint64_t at, *pte, *copy;

	for (at = v->start; at < v->end; at += PAGE_BYTES) {
		pte = pte_of(from->pml4, at, false);
		if (!pte) {
			at = (at | 0x1fffff) + 1 - PAGE_BYTES;
			continue;
		}
		if (!(*pte & PTE_PAGE))
			continue;
		copy = pte_of(to->pml4, at, true);
		if (!copy)
			return -LINUX_ENOMEM;
		if (!(v->flags & VMA_SHARED))
			*pte &= ~PTE_WRITE;
		*copy = *pte;
		page_ref(direct(*pte & PTE_ADDR));
	}
	return 0;
}

struct mm *mm_copy(struct mm *from)
{
	struct mm *to = mm_new();
	struct vma *v, *copy;
	int err = 0;

	if (!to)
		return NULL;
	lock(&from->lock);
	to->brk_start = from->brk_start;
	to->brk = from->brk;
	to->stack_limit = from->stack_limit;
	for (v = from->vmas; v && !err; v = v->next) {
		copy = new_vma(v, v->start, v->end);
		if (!copy) {
			err = -LINUX_ENOMEM;
			break;
		}
		insert(to, copy);
		err = copy_pages(to, from, v);
	}
	flush(from);
	unlock(&from->lock);
	if (!err)
		return to;
	mm_put(to);
	return NULL;
}
