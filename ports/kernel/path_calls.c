/* SPDX-License-Identifier: MIT */
/* System calls that take a path, and those about what a file is. */
#include "kernel.h"

#define AT_FDCWD	((uint64_t)-100)
#define AT_NOFOLLOW	0x100u
#define AT_REMOVEDIR	0x200u
#define AT_EMPTY_PATH	0x1000u
#define PATH_BYTES	256u

/* path at uaddr, found. The caller frees *f with done(). */
static int64_t find(struct thread *t, uint64_t dirfd, uint64_t uaddr,
		    bool follow, struct found **f)
{
	char path[PATH_BYTES];
	int64_t n = copy_string(path, uaddr, sizeof(path));

	*f = NULL;
	if (n < 0)
		return n;
	*f = kmem_alloc(sizeof(**f));
	return *f ? path_find(t, (int32_t)dirfd, path, follow, *f) :
		    -LINUX_ENOMEM;
}

static int64_t done(struct found *f, int64_t ret)
{
	kmem_free(f, sizeof(*f));
	return ret;
}

/* The same, and it has to exist in the tree. */
static int64_t find_node(struct thread *t, uint64_t dirfd, uint64_t uaddr,
			 bool follow, struct node **n)
{
	struct found *f;
	int64_t err = find(t, dirfd, uaddr, follow, &f);

	if (!err && f->proc[0])
		err = -EACCES;
	else if (!err && !f->node)
		err = -ENOENT;
	*n = err ? NULL : f->node;
	return done(f, err);
}

static int64_t create(struct thread *t, struct found *f, uint32_t mode)
{
	if (f->parent->is_proc)
		return -EACCES;
	f->node = node_make(f->parent, f->last, mode & ~t->files->umask);
	if (!f->node)
		return -LINUX_ENOMEM;
	f->node->uid = t->euid;
	f->node->gid = t->egid;
	return 0;
}

static int64_t open_at(struct thread *t, uint64_t dirfd, uint64_t uaddr,
		       uint64_t flags, uint64_t mode)
{
	struct file *file = NULL;
	struct found *f;
	int64_t err = find(t, dirfd, uaddr, !(flags & 0400000u), &f);

	if (!err && f->proc[0]) {
		err = proc_open(t, f->proc, (uint32_t)flags, &file);
	} else if (!err) {
		if (!f->node && !(flags & O_CREAT))
			err = -ENOENT;
		else if (!f->node)
			err = create(t, f, S_IFREG | (mode & 07777));
		else if ((flags & O_CREAT) && (flags & O_EXCL))
			err = -EEXIST;
		if (!err)
			err = node_open(t, f->node, (uint32_t)flags, &file);
	}
	if (!err)
		err = fd_install(t, file, 0, flags & O_CLOEXEC);
	return done(f, err);
}

static int64_t do_open(struct thread *t, const uint64_t *a)
{
	return open_at(t, AT_FDCWD, a[0], a[1], a[2]);
}

static int64_t do_openat(struct thread *t, const uint64_t *a)
{
	return open_at(t, a[0], a[1], a[2], a[3]);
}

static int64_t do_creat(struct thread *t, const uint64_t *a)
{
	return open_at(t, AT_FDCWD, a[0], O_CREAT | O_WRONLY | O_TRUNC, a[1]);
}

/* ------------------------------------------------------------------- stat */

static int64_t stat_file(struct file *f, struct stat *st)
{
	if (f->ops->stat)
		return f->ops->stat(f, st);
	if (f->node) {
		node_stat(f->node, st);
		return 0;
	}
	memset(st, 0, sizeof(*st));
	st->mode = S_IFIFO | 0600;
	st->nlink = 1;
	st->blksize = PAGE_BYTES;
	return 0;
}

static int64_t stat_at(struct thread *t, uint64_t dirfd, uint64_t uaddr,
		       uint64_t to, uint32_t flags)
{
	struct found *f = NULL;
	struct stat st;
	int64_t err;
	char first = 1;

	if ((flags & AT_EMPTY_PATH) && (!uaddr || (!copy_in(&first, uaddr, 1) &&
						   !first))) {
		struct file *file = file_of(t, dirfd);

		err = file ? stat_file(file, &st) : -LINUX_EBADF;
	} else {
		err = find(t, dirfd, uaddr, !(flags & AT_NOFOLLOW), &f);
		if (!err && f->proc[0])
			err = proc_stat(t, f->proc, &st);
		else if (!err && !f->node)
			err = -ENOENT;
		else if (!err)
			node_stat(f->node, &st);
	}
	if (!err)
		err = copy_out(to, &st, sizeof(st));
	return f ? done(f, err) : err;
}

static int64_t do_stat(struct thread *t, const uint64_t *a)
{
	return stat_at(t, AT_FDCWD, a[0], a[1], 0);
}

static int64_t do_lstat(struct thread *t, const uint64_t *a)
{
	return stat_at(t, AT_FDCWD, a[0], a[1], AT_NOFOLLOW);
}

static int64_t do_fstat(struct thread *t, const uint64_t *a)
{
	return stat_at(t, a[0], 0, a[1], AT_EMPTY_PATH);
}

static int64_t do_newfstatat(struct thread *t, const uint64_t *a)
{
	return stat_at(t, a[0], a[1], a[2], (uint32_t)a[3]);
}

static int64_t access_at(struct thread *t, uint64_t dirfd, uint64_t uaddr,
			 uint64_t mode)
{
	struct found *f;
	struct stat st;
	int64_t err = find(t, dirfd, uaddr, true, &f);

	if (!err && f->proc[0])
		err = proc_stat(t, f->proc, &st);
	else if (!err && !f->node)
		err = -ENOENT;
	else if (!err && (mode & 1) && !(f->node->mode & 0111))
		err = -EACCES;
	return done(f, err);
}

static int64_t do_access(struct thread *t, const uint64_t *a)
{
	return access_at(t, AT_FDCWD, a[0], a[1]);
}

static int64_t do_faccessat(struct thread *t, const uint64_t *a)
{
	return access_at(t, a[0], a[1], a[2]);
}

static int64_t readlink_at(struct thread *t, uint64_t dirfd, uint64_t uaddr,
			   uint64_t to, uint64_t room)
{
	char buf[PATH_BYTES];
	struct found *f;
	int64_t n = find(t, dirfd, uaddr, false, &f);

	if (!n && f->proc[0]) {
		n = proc_link(t, f->proc, buf, sizeof(buf));
	} else if (!n && !f->node) {
		n = -ENOENT;
	} else if (!n && !f->node->target) {
		n = -LINUX_EINVAL;
	} else if (!n) {
		n = (int64_t)strlen(f->node->target);
		memcpy(buf, f->node->target, (size_t)n + 1);
	}
	if (n > (int64_t)room)
		n = (int64_t)room;
	if (n > 0 && copy_out(to, buf, (uint64_t)n))
		n = -LINUX_EFAULT;
	return done(f, n);
}

static int64_t do_readlink(struct thread *t, const uint64_t *a)
{
	return readlink_at(t, AT_FDCWD, a[0], a[1], a[2]);
}

static int64_t do_readlinkat(struct thread *t, const uint64_t *a)
{
	return readlink_at(t, a[0], a[1], a[2], a[3]);
}

/* ------------------------------------------------------- changes of the tree */

static int64_t make_at(struct thread *t, uint64_t dirfd, uint64_t uaddr,
		       uint32_t mode, const char *target)
{
	struct found *f;
	int64_t err = find(t, dirfd, uaddr, false, &f);

	if (!err && (f->node || f->proc[0]))
		err = -EEXIST;
	if (!err)
		err = create(t, f, mode);
	if (!err && target)
		err = node_link_to(f->node, target);
	return done(f, err);
}

static int64_t do_mkdir(struct thread *t, const uint64_t *a)
{
	return make_at(t, AT_FDCWD, a[0], S_IFDIR | (a[1] & 01777), NULL);
}

static int64_t do_mkdirat(struct thread *t, const uint64_t *a)
{
	return make_at(t, a[0], a[1], S_IFDIR | (a[2] & 01777), NULL);
}

static int64_t mknod(struct thread *t, uint64_t dirfd, uint64_t uaddr,
		     uint64_t mode)
{
	if ((mode & S_IFMT) != S_IFIFO && (mode & S_IFMT) != S_IFREG)
		return -LINUX_EPERM;
	return make_at(t, dirfd, uaddr, (uint32_t)mode & 0177777, NULL);
}

static int64_t do_mknod(struct thread *t, const uint64_t *a)
{
	return mknod(t, AT_FDCWD, a[0], a[1]);
}

static int64_t do_mknodat(struct thread *t, const uint64_t *a)
{
	return mknod(t, a[0], a[1], a[2]);
}

static int64_t do_symlink(struct thread *t, const uint64_t *a)
{
	char target[PATH_BYTES];
	int64_t n = copy_string(target, a[0], sizeof(target));

	return n < 0 ? n : make_at(t, AT_FDCWD, a[1], S_IFLNK | 0777, target);
}

static int64_t remove_at(struct thread *t, uint64_t dirfd, uint64_t uaddr,
			 bool is_dir)
{
	struct node *n;
	int64_t err = find_node(t, dirfd, uaddr, false, &n);

	return err ? err : node_remove(n, is_dir);
}

static int64_t do_unlink(struct thread *t, const uint64_t *a)
{
	return remove_at(t, AT_FDCWD, a[0], false);
}

static int64_t do_rmdir(struct thread *t, const uint64_t *a)
{
	return remove_at(t, AT_FDCWD, a[0], true);
}

static int64_t do_unlinkat(struct thread *t, const uint64_t *a)
{
	return remove_at(t, a[0], a[1], a[2] & AT_REMOVEDIR);
}

static int64_t do_rename(struct thread *t, const uint64_t *a)
{
	struct found *to;
	struct node *n;
	int64_t err = find_node(t, AT_FDCWD, a[0], false, &n);

	if (err)
		return err;
	err = find(t, AT_FDCWD, a[1], false, &to);
	if (!err && to->proc[0])
		err = -EACCES;
	if (!err && to->node && to->node != n)
		err = node_remove(to->node, (n->mode & S_IFMT) == S_IFDIR);
	if (!err)
		err = node_move(n, to->parent, to->last);
	return done(to, err);
}

static int64_t do_chmod(struct thread *t, const uint64_t *a)
{
	struct node *n;
	int64_t err = find_node(t, AT_FDCWD, a[0], true, &n);

	if (!err)
		n->mode = (n->mode & S_IFMT) | (a[1] & 07777);
	return err;
}

static int64_t do_chdir(struct thread *t, const uint64_t *a)
{
	struct node *n;
	int64_t err = find_node(t, AT_FDCWD, a[0], true, &n);

	if (err)
		return err;
	if ((n->mode & S_IFMT) != S_IFDIR)
		return -ENOTDIR;
	n->nr_refs++;
	node_put(t->files->cwd);
	t->files->cwd = n;
	return 0;
}

static int64_t do_getcwd(struct thread *t, const uint64_t *a)
{
	char path[PATH_BYTES];
	uint64_t n;

	node_path(t->files->cwd, path, sizeof(path));
	n = strlen(path) + 1;
	if (n > a[1])
		return -ERANGE;
	return copy_out(a[0], path, n) ? -LINUX_EFAULT : (int64_t)n;
}

static int64_t do_umask(struct thread *t, const uint64_t *a)
{
	uint32_t old = t->files->umask;

	t->files->umask = a[0] & 0777;
	return old;
}

static int64_t do_ftruncate(struct thread *t, const uint64_t *a)
{
	struct file *f = file_of(t, a[0]);

	if (!f)
		return -LINUX_EBADF;
	if (!f->node || !f->node->obj || !(f->flags & O_ACCMODE) ||
	    (int64_t)a[1] < 0)
		return -LINUX_EINVAL;
	if (a[1] > process(t)->rlimit[RLIMIT_FSIZE][0]) {
		self_signal(t, LINUX_SIGXFSZ);
		return -EFBIG;
	}
	return memobj_resize(f->node->obj, a[1]);
}

/* ------------------------------------------------------------ directories */

struct dirent {
	uint64_t ino, off;
	uint16_t bytes;
	uint8_t type;
	char name[256];
} __attribute__((packed));
#define DIRENT_HEAD 19u

static int64_t put_entry(uint64_t uaddr, uint64_t room, const struct node *n,
			 const char *name, uint64_t off)
{
	struct dirent d = { n->ino, off, 0, (uint8_t)(n->mode >> 12), "" };
	size_t len = strlen(name);

	d.bytes = (uint16_t)((DIRENT_HEAD + len + 1 + 7) & ~7ull);
	if (d.bytes > room)
		return 0;
	memcpy(d.name, name, len + 1);
	return copy_out(uaddr, &d, d.bytes) ? -LINUX_EFAULT : d.bytes;
}

static int64_t do_getdents64(struct thread *t, const uint64_t *a)
{
	struct file *f = file_of(t, a[0]);
	uint64_t done_bytes = 0, at = 0;
	const struct node *n;
	int64_t one;

	if (!f)
		return -LINUX_EBADF;
	if (!f->node || (f->node->mode & S_IFMT) != S_IFDIR)
		return -ENOTDIR;
	for (n = f->node->children;; at++) {
		bool dot = at < 2;

		if (!dot && !n)
			break;
		if (at >= f->pos) {
			one = put_entry(a[1] + done_bytes, a[2] - done_bytes,
					dot ? f->node : n,
					at == 0 ? "." : at == 1 ? ".." :
					n->name, at + 1);
			if (one < 0)
				return one;
			if (!one)
				return done_bytes ? (int64_t)done_bytes :
						    -LINUX_EINVAL;
			done_bytes += (uint64_t)one;
			f->pos = at + 1;
		}
		if (!dot)
			n = n->next;
	}
	return (int64_t)done_bytes;
}

/* A file without a name. memfd_create(2) */
static int64_t do_memfd(struct thread *t, const uint64_t *a)
{
	struct file *f;
	struct node *n;
	int64_t err;

	n = node_make(NULL, "memfd", S_IFREG | 0777);
	if (!n)
		return -LINUX_ENOMEM;
	err = node_open(t, n, O_RDWR, &f);
	node_put(n);
	return err ? err : fd_install(t, f, 0, a[1] & 1);
}

const struct call_row calls_path[] = {
	{ 2, "open", do_open }, { 4, "stat", do_stat },
	{ 5, "fstat", do_fstat }, { 6, "lstat", do_lstat },
	{ 21, "access", do_access }, { 77, "ftruncate", do_ftruncate },
	{ 79, "getcwd", do_getcwd }, { 80, "chdir", do_chdir },
	{ 82, "rename", do_rename }, { 83, "mkdir", do_mkdir },
	{ 84, "rmdir", do_rmdir }, { 85, "creat", do_creat },
	{ 87, "unlink", do_unlink }, { 88, "symlink", do_symlink },
	{ 89, "readlink", do_readlink }, { 90, "chmod", do_chmod },
	{ 95, "umask", do_umask }, { 133, "mknod", do_mknod },
	{ 217, "getdents64", do_getdents64 }, { 257, "openat", do_openat },
	{ 258, "mkdirat", do_mkdirat }, { 259, "mknodat", do_mknodat },
	{ 262, "newfstatat", do_newfstatat },
	{ 263, "unlinkat", do_unlinkat }, { 267, "readlinkat", do_readlinkat },
	{ 269, "faccessat", do_faccessat }, { 319, "memfd_create", do_memfd },
	{ 439, "faccessat2", do_faccessat },
	CALLS_END,
};
