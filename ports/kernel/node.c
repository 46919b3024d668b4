/* SPDX-License-Identifier: MIT */
/*
 * The tree of files, all in memory: what the initramfs has, what programs
 * make, and devices. big_lock guards it.
 */
#include "kernel.h"

struct node *root;
static uint64_t last_ino = 1;

static char *copy_text(const char *s)
{
	char *c = kmem_alloc(strlen(s) + 1);

	return c ? memcpy(c, s, strlen(s) + 1) : NULL;
}

/* With a reference for the tree. */
struct node *node_make(struct node *parent, const char *name, uint32_t mode)
{
	struct node *n = kmem_alloc(sizeof(*n));

	if (!n)
		return NULL;
	n->name = copy_text(name);
	n->mode = mode;
	n->nr_refs = 1;
	n->ino = last_ino++;
	n->mtime = (int64_t)(realtime_ns() / NS_PER_S);
	n->parent = parent;
	if ((mode & S_IFMT) == S_IFREG)
		n->obj = memobj_new(0);
	if (parent) {
		n->next = parent->children;
		parent->children = n;
	}
	return n;
}

void node_put(struct node *n)
{
	if (--n->nr_refs)
		return;
	if (n->obj)
		memobj_put(n->obj);
	if (n->target)
		kmem_free(n->target, strlen(n->target) + 1);
	if (n->name)
		kmem_free(n->name, strlen(n->name) + 1);
	kmem_free(n, sizeof(*n));
}

/* It has no name any more. */
static void node_unlink(struct node *n)
{
	struct node **p = &n->parent->children;

	while (*p != n)
		p = &(*p)->next;
	*p = n->next;
	n->parent = NULL;
	node_put(n);
}

static struct node *child(const struct node *dir, const char *name)
{
	struct node *n = dir->children;

	while (n && strcmp(n->name, name))
		n = n->next;
	return n;
}

void node_path(const struct node *n, char *buf, size_t room)
{
	char part[256];

	if (!n->parent) {
		format(buf, room, "/");
		return;
	}
	node_path(n->parent, buf, room);
	format(part, sizeof(part), "%s%s", buf[1] ? "/" : "", n->name);
	if (strlen(buf) + strlen(part) < room)
		memcpy(buf + strlen(buf), part, strlen(part) + 1);
}

/* ------------------------------------------------------------------ paths */

#define LINKS_MAX 40

static int walk(struct node *at, const char *path, bool follow, int links,
		struct found *out);

static int follow_link(struct node *n, const char *rest, bool follow,
		       int links, struct found *out)
{
	char *path = kmem_alloc(512);
	int err = -LINUX_ENOMEM;

	if (path && links < LINKS_MAX) {
		format(path, 512, "%s%s%s", n->target, *rest ? "/" : "", rest);
		err = walk(n->target[0] == '/' ? root : n->parent, path,
			   follow, links + 1, out);
	} else if (path) {
		err = -ELOOP;
	}
	kmem_free(path, 512);
	return err;
}

/* The next name of path into name; what is behind it, or NULL: too long. */
static const char *next_name(const char *path, char *name)
{
	size_t n = 0;

	while (*path == '/')
		path++;
	while (path[n] && path[n] != '/')
		n++;
	if (n > 255)
		return NULL;
	memcpy(name, path, n);
	name[n] = 0;
	path += n;
	while (*path == '/')
		path++;
	return path;
}

static int walk(struct node *at, const char *path, bool follow, int links,
		struct found *out)
{
	struct node *n;

	for (;;) {
		while (*path == '/')
			path++;
		if (at->is_proc && *path) {
			format(out->proc, sizeof(out->proc), "%s", path);
			return 0;
		}
		if (!*path) {
			out->node = at;
			out->parent = at->parent ? at->parent : at;
			return 0;
		}
		if ((at->mode & S_IFMT) != S_IFDIR)
			return -ENOTDIR;
		path = next_name(path, out->last);
		if (!path)
			return -ENAMETOOLONG;
		if (!strcmp(out->last, "."))
			continue;
		if (!strcmp(out->last, "..")) {
			at = at->parent ? at->parent : at;
			continue;
		}
		n = child(at, out->last);
		if (!n) {
			out->parent = at;
			return *path ? -ENOENT : 0;
		}
		if ((n->mode & S_IFMT) == S_IFLNK && (*path || follow))
			return follow_link(n, path, follow, links, out);
		at = n;
	}
}

#define AT_FDCWD (-100)

int path_find(struct thread *t, int64_t dirfd, const char *path, bool follow,
	      struct found *out)
{
	struct node *from = root;
	struct file *f;

	memset(out, 0, sizeof(*out));
	if (!*path)
		return -ENOENT;
	if (*path != '/' && (int32_t)dirfd == AT_FDCWD) {
		from = t->files ? t->files->cwd : root;
	} else if (*path != '/') {
		f = file_of(t, (uint64_t)dirfd);
		if (!f)
			return -LINUX_EBADF;
		if (!f->node)
			return -ENOTDIR;
		from = f->node;
	}
	return walk(from, path, follow, 0, out);
}

/* ------------------------------------------------------- files of the tree */

static int64_t reg_read(struct thread *t, struct file *f, uint64_t uaddr,
			uint64_t n, uint64_t *pos)
{
	int64_t done = 0, part;
	char *buf = pages_alloc(0);

	(void)t;
	if (!buf)
		return -LINUX_ENOMEM;
	while (n) {
		part = memobj_read(f->node->obj, buf, *pos,
				   n < PAGE_BYTES ? n : PAGE_BYTES);
		if (part <= 0)
			break;
		if (copy_out(uaddr, buf, (uint64_t)part)) {
			done = done ? done : -LINUX_EFAULT;
			break;
		}
		*pos += (uint64_t)part;
		uaddr += (uint64_t)part;
		n -= (uint64_t)part;
		done += part;
	}
	pages_free(buf);
	return done;
}

static int64_t reg_write(struct thread *t, struct file *f, uint64_t uaddr,
			 uint64_t n, uint64_t *pos)
{
	uint64_t limit = process(t)->rlimit[RLIMIT_FSIZE][0];
	int64_t done = 0, part;
	char *buf;

	if (n && *pos >= limit) {
		self_signal(t, LINUX_SIGXFSZ);
		return -EFBIG;
	}
	if (n > limit - *pos)
		n = limit - *pos;
	buf = pages_alloc(0);
	if (!buf)
		return -LINUX_ENOMEM;
	while (n) {
		part = n < PAGE_BYTES ? (int64_t)n : PAGE_BYTES;
		if (copy_in(buf, uaddr, (uint64_t)part)) {
			done = done ? done : -LINUX_EFAULT;
			break;
		}
		part = memobj_write(f->node->obj, buf, *pos, (uint64_t)part);
		if (part <= 0) {
			done = done ? done : part;
			break;
		}
		*pos += (uint64_t)part;
		uaddr += (uint64_t)part;
		n -= (uint64_t)part;
		done += part;
	}
	pages_free(buf);
	return done;
}

static const struct file_ops reg_ops = {
	.read = reg_read, .write = reg_write, .is_seekable = true,
};
static const struct file_ops dir_ops = { .is_seekable = true };

int64_t node_open(struct thread *t, struct node *n, uint32_t flags,
		  struct file **out)
{
	const struct file_ops *ops = &reg_ops;
	struct file *f;
	int64_t err = 0;

	switch (n->mode & S_IFMT) {
	case S_IFDIR:
		if ((flags & O_ACCMODE) && !(flags & O_PATH))
			return -EISDIR;
		ops = &dir_ops;
		break;
	case S_IFCHR:
		ops = n->dev->ops;
		break;
	case S_IFIFO:
		ops = &fifo_ops;
		break;
	case S_IFLNK:
		if (!(flags & O_PATH))
			return -ELOOP;
		break;
	default:
		if ((flags & O_TRUNC) && (flags & O_ACCMODE))
			memobj_resize(n->obj, 0);
		break;
	}
	if ((flags & O_DIRECTORY) && (n->mode & S_IFMT) != S_IFDIR)
		return -ENOTDIR;
	f = file_new(ops, flags, NULL);
	if (!f)
		return -LINUX_ENOMEM;
	f->node = n;
	n->nr_refs++;
	if ((n->mode & S_IFMT) == S_IFCHR && n->dev->open)
		err = n->dev->open(t, f);
	else if ((n->mode & S_IFMT) == S_IFIFO)
		err = fifo_open(t, n, f);
	if (err)
		file_put(f);
	*out = f;
	return err;
}

void node_stat(const struct node *n, struct stat *st)
{
	const struct node *c;

	memset(st, 0, sizeof(*st));
	st->dev = 1;
	st->ino = n->ino;
	st->nlink = 1;
	st->mode = n->mode;
	st->uid = n->uid;
	st->gid = n->gid;
	st->blksize = PAGE_BYTES;
	st->mtime = st->atime = st->ctime = n->mtime;
	if (n->obj)
		st->size = (int64_t)n->obj->size;
	if (n->target)
		st->size = (int64_t)strlen(n->target);
	st->blocks = (st->size + 511) / 512;
	if (n->dev)
		st->rdev = n->dev->rdev;
	if ((n->mode & S_IFMT) == S_IFDIR)
		for (st->nlink = 2, c = n->children; c; c = c->next)
			st->nlink += (c->mode & S_IFMT) == S_IFDIR;
}

/* What path_calls.c changes in the tree. */
int node_remove(struct node *n, bool is_dir)
{
	if (!n->parent)
		return -EBUSY;
	if (is_dir && (n->mode & S_IFMT) != S_IFDIR)
		return -ENOTDIR;
	if (!is_dir && (n->mode & S_IFMT) == S_IFDIR)
		return -EISDIR;
	if (n->children)
		return -ENOTEMPTY;
	node_unlink(n);
	return 0;
}

int node_move(struct node *n, struct node *to, const char *name)
{
	char *copy = copy_text(name);
	struct node **p;

	if (!copy)
		return -LINUX_ENOMEM;
	for (p = &n->parent->children; *p != n; p = &(*p)->next)
		;
	*p = n->next;
	kmem_free(n->name, strlen(n->name) + 1);
	n->name = copy;
	n->parent = to;
	n->next = to->children;
	to->children = n;
	return 0;
}

int node_link_to(struct node *n, const char *target)
{
	n->target = copy_text(target);
	return n->target ? 0 : -LINUX_ENOMEM;
}

/* ----------------------------------------------------------------- devices */

static int64_t null_read(struct thread *t, struct file *f, uint64_t uaddr,
			 uint64_t n, uint64_t *pos)
{
	(void)t;
	(void)f;
	(void)uaddr;
	(void)n;
	(void)pos;
	return 0;
}

static int64_t null_write(struct thread *t, struct file *f, uint64_t uaddr,
			  uint64_t n, uint64_t *pos)
{
	(void)t;
	(void)f;
	(void)uaddr;
	(void)pos;
	return (int64_t)n;
}

static int64_t zero_read(struct thread *t, struct file *f, uint64_t uaddr,
			 uint64_t n, uint64_t *pos)
{
	static const char zeros[512];
	uint64_t done, part;

	(void)t;
	(void)f;
	(void)pos;
	for (done = 0; done < n; done += part) {
		part = n - done < sizeof(zeros) ? n - done : sizeof(zeros);
		if (copy_out(uaddr + done, zeros, part))
			return -LINUX_EFAULT;
	}
	return (int64_t)n;
}

static const struct file_ops null_ops = { .read = null_read,
					  .write = null_write };
static const struct file_ops zero_ops = { .read = zero_read,
					  .write = null_write };
static const struct device null_device = { "null", 0x103, &null_ops, NULL };
static const struct device zero_device = { "zero", 0x105, &zero_ops, NULL };

static void add_device(struct node *dir, const struct device *d)
{
	struct node *n = node_make(dir, d->name, S_IFCHR | 0666);

	n->dev = d;
}

void nodes_init(void)
{
	struct node *dev;

	root = node_make(NULL, "/", S_IFDIR | 0755);
	dev = node_make(root, "dev", S_IFDIR | 0755);
	node_make(root, "proc", S_IFDIR | 0555)->is_proc = true;
	node_make(root, "tmp", S_IFDIR | 01777);
	add_device(dev, &null_device);
	add_device(dev, &zero_device);
	add_device(dev, &tty_device);
	add_device(dev, &console_device);
	add_device(dev, &errors_device);
	add_device(dev, &ptmx_device);
	pty_init(dev);
}
