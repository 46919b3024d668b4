/* SPDX-License-Identifier: MIT */
/* brk(2), mmap(2) and their kind. */
#include "kernel.h"

#define MAP_SHARED	1u
#define MAP_TYPE	0xfu
#define MAP_FIXED	0x10u
#define MAP_ANONYMOUS	0x20u
#define MAP_FIXED_NOREPLACE 0x100000u
#define MADV_DONTNEED	4u

static int64_t do_brk(struct thread *t, const uint64_t *a)
{
	struct mm *mm = t->mm;
	uint64_t from = (mm->brk + PAGE_BYTES - 1) & ~0xfffull;
	uint64_t to = (a[0] + PAGE_BYTES - 1) & ~0xfffull;

	if (a[0] < mm->brk_start || to > mm->brk_start + (4ull << 30))
		return (int64_t)mm->brk;
	if (to > from) {
		int64_t at;

		/* (Not over what is there.) */
		at = mm_map(mm, from, to - from, PROT_READ | PROT_WRITE, 0,
			    false, NULL, 0);
		if (at != (int64_t)from) {
			if (at > 0)
				mm_unmap(mm, (uint64_t)at, to - from);
			return (int64_t)mm->brk;
		}
	} else if (to < from) {
		mm_unmap(mm, to, from - to);
	}
	mm->brk = a[0];
	return (int64_t)mm->brk;
}

static struct memobj *object_of(struct thread *t, uint64_t fd, bool write,
				int64_t *err)
{
	struct memobj *obj = NULL;
	struct file *f;

	lock(&big_lock);
	f = file_of(t, fd);
	*err = 0;
	if (!f) {
		*err = -LINUX_EBADF;
	} else if (!f->node || !f->node->obj) {
		*err = -ENODEV;
	} else if ((f->flags & O_ACCMODE) == O_WRONLY ||
		   (write && (f->flags & O_ACCMODE) != O_RDWR)) {
		*err = -EACCES;
	} else {
		obj = f->node->obj;
		memobj_get(obj);
	}
	unlock(&big_lock);
	return obj;
}

/* (addr, length, prot, flags, fd, offset) */
static int64_t do_mmap(struct thread *t, const uint64_t *a)
{
	bool shared = (a[3] & MAP_TYPE) != 2, fixed = a[3] & MAP_FIXED;
	struct memobj *obj = NULL;
	int64_t ret = 0;

	if (!a[1] || a[5] % PAGE_BYTES || !(a[3] & MAP_TYPE))
		return -LINUX_EINVAL;
	if (a[3] & MAP_FIXED_NOREPLACE) {
		if (mm_is_mapped(t->mm, a[0], 1))
			return -EEXIST;
		fixed = true;
	}
	if (!(a[3] & MAP_ANONYMOUS))
		obj = object_of(t, a[4], shared && (a[2] & PROT_WRITE), &ret);
	else if (shared)
		obj = memobj_new(a[1]);
	if (ret)
		return ret;
	ret = mm_map(t->mm, a[0], a[1], a[2] & 7, shared ? VMA_SHARED : 0,
		     fixed, obj, a[3] & MAP_ANONYMOUS ? 0 : a[5]);
	if (obj)
		memobj_put(obj);
	return ret;
}

static int64_t do_munmap(struct thread *t, const uint64_t *a)
{
	return mm_unmap(t->mm, a[0], a[1]);
}

static int64_t do_mprotect(struct thread *t, const uint64_t *a)
{
	return mm_protect(t->mm, a[0], a[1], (uint32_t)a[2]);
}

static int64_t do_madvise(struct thread *t, const uint64_t *a)
{
	if (a[2] == MADV_DONTNEED)
		return mm_forget(t->mm, a[0], a[1]);
	return a[2] < 30 ? 0 : -LINUX_EINVAL;
}

/* membarrier(2) and mlock(2) have nothing to do here. */
static int64_t do_nothing(struct thread *t, const uint64_t *a)
{
	(void)t;
	(void)a;
	return 0;
}

const struct call_row calls_memory[] = {
	{ 9, "mmap", do_mmap }, { 10, "mprotect", do_mprotect },
	{ 11, "munmap", do_munmap }, { 12, "brk", do_brk },
	{ 28, "madvise", do_madvise }, { 149, "mlock", do_nothing },
	{ 150, "munlock", do_nothing },
	CALLS_END,
};
