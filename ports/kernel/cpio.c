/* SPDX-License-Identifier: MIT */
/* The initramfs: cpio's "newc" format, unpacked into the tree at boot. */
#include "kernel.h"

struct cpio {
	char magic[6], ino[8], mode[8], uid[8], gid[8], nlink[8], mtime[8],
		filesize[8], devmajor[8], devminor[8], rdevmajor[8],
		rdevminor[8], namesize[8], check[8];
};

static uint64_t field(const char *s)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 4 | (uint64_t)(s[i] <= '9' ? s[i] - '0' :
					(s[i] | 32) - 'a' + 10);
	return v;
}

static void add(const char *name, uint32_t mode, const char *bytes,
		uint64_t n)
{
	struct found *f = kmem_alloc(sizeof(*f));
	char target[256];

	if (path_find(NULL, -100, name, false, f) || f->proc[0]) {
		say("initramfs: no directory for %s\n", name);
	} else {
		if (!f->node)
			f->node = node_make(f->parent, f->last, mode);
		if ((mode & S_IFMT) == S_IFREG)
			memobj_write(f->node->obj, bytes, 0, n);
		if ((mode & S_IFMT) == S_IFLNK && n < sizeof(target)) {
			memcpy(target, bytes, n);
			target[n] = 0;
			node_link_to(f->node, target);
		}
	}
	kmem_free(f, sizeof(*f));
}

void cpio_unpack(const void *at, uint64_t bytes)
{
	const char *p = at, *end = p + bytes, *name;
	const struct cpio *h;
	uint64_t n, size;
	char path[257];

	while (p + sizeof(*h) < end) {
		h = (const void *)p;
		if (memcmp(h->magic, "070701", 6))
			break;
		n = field(h->namesize);
		size = field(h->filesize);
		name = p + sizeof(*h);
		p += (sizeof(*h) + n + 3) & ~3ull;
		if (!strcmp(name, "TRAILER!!!") || n > 255)
			break;
		format(path, sizeof(path), "/%s", name);
		if (strcmp(name, "."))
			add(path, (uint32_t)field(h->mode), p, size);
		p += (size + 3) & ~3ull;
	}
}
