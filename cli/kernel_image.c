/* SPDX-License-Identifier: MIT */
/* The initramfs of `ksig kernel`: PROG and what --add names, as a cpio. */
#include "cli/kernel.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096

static int refuse(int status, const char *name, const char *why)
{
	struct cli_line l = { .n = 0 };

	cli_line_put_guest(&l, name);
	fprintf(stderr, "ksig: %s: %s\n", l.s, why);
	return status;
}

/* ------------------------------------------------------------------- cpio */

static void pad(FILE *out)
{
	while (ftell(out) % 4 != 0)
		fputc(0, out);
}

static void entry(FILE *out, const char *name, unsigned int mode,
		  const void *bytes, size_t n)
{
	static unsigned int ino;

	fprintf(out, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x"
		"%08zx%08x", ++ino, mode, 0, 0, 1, 0, n, 0, 0, 0, 0,
		strlen(name) + 1, 0);
	fwrite(name, 1, strlen(name) + 1, out);
	pad(out);
	fwrite(bytes, 1, n, out);
	pad(out);
}

/* The folders that name lies in; again does no harm. */
static void folders(FILE *out, const char *name)
{
	char dir[PATH_BYTES];
	const char *s;

	for (s = strchr(name, '/'); s != NULL; s = strchr(s + 1, '/')) {
		snprintf(dir, sizeof(dir), "%.*s", (int)(s - name), name);
		if (dir[0] != '\0')
			entry(out, dir, S_IFDIR | 0755, "", 0);
	}
}

/* 0 or an errno. */
static int add_file(FILE *out, const char *name, const char *path)
{
	struct stat st;
	void *bytes = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return EISDIR;
	}
	if (st.st_size > 0)
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
			     fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return errno;
	folders(out, name);
	entry(out, name, S_IFREG | (st.st_mode & 0777), bytes,
	      (size_t)st.st_size);
	if (bytes != NULL)
		munmap(bytes, (size_t)st.st_size);
	return 0;
}

/* NAME=FILE or NAME@TARGET. */
static int add(FILE *out, const char *what)
{
	size_t n = strcspn(what, "=@");
	char name[PATH_BYTES];

	snprintf(name, sizeof(name), "%.*s", (int)n, what);
	if (what[n] == '=')
		return add_file(out, name, what + n + 1);
	folders(out, name);
	entry(out, name, S_IFLNK | 0777, what + n + 1, strlen(what + n + 1));
	return 0;
}

/* ------------------------------------------------------------------- PROG */

/* As a shell finds it. False: there is none. */
static bool find(const char *prog, char *path)
{
	const char *dir = getenv("PATH"), *end;

	if (strchr(prog, '/') != NULL) {
		snprintf(path, PATH_BYTES, "%s", prog);
		return access(path, F_OK) == 0;
	}
	for (; dir != NULL; dir = *end ? end + 1 : NULL) {
		end = strchrnul(dir, ':');
		snprintf(path, PATH_BYTES, "%.*s/%s", (int)(end - dir), dir,
			 prog);
		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

/* A static x86-64 program? NULL, or why not. */
static const char *judge(const char *path)
{
	Elf64_Ehdr e;
	Elf64_Phdr p;
	FILE *f = fopen(path, "re");
	const char *why = NULL;
	int i;

	if (f == NULL)
		return strerror(errno);
	if (fread(&e, sizeof(e), 1, f) != 1 ||
	    memcmp(e.e_ident, ELFMAG, SELFMAG) != 0 ||
	    e.e_ident[EI_CLASS] != ELFCLASS64 || e.e_machine != EM_X86_64)
		why = "is no x86-64 program";
	for (i = 0; why == NULL && i < e.e_phnum; i++) {
		if (fseek(f, (long)(e.e_phoff + (size_t)i * sizeof(p)),
			  SEEK_SET) != 0 || fread(&p, sizeof(p), 1, f) != 1)
			why = "is no whole program";
		else if (p.p_type == PT_INTERP)
			why = "is linked dynamically; link it with -static "
			      "(musl-gcc -static, gcc -static)";
	}
	fclose(f);
	return why;
}

static bool is_added(const struct kernel_options *o, const char *prog)
{
	size_t i, n = strlen(prog);

	for (i = 0; prog[0] == '/' && i < o->nr_adds; i++)
		if (strcspn(o->add[i], "=@") == n - 1 &&
		    strncmp(o->add[i], prog + 1, n - 1) == 0)
			return true;
	return false;
}

int kernel_image(const struct kernel_options *o, int *fd)
{
	char path[PATH_BYTES];
	const char *base, *why;
	FILE *out;
	size_t i;
	int error = 0;

	*fd = memfd_create("initramfs", 0);
	out = *fd < 0 ? NULL : fdopen(dup(*fd), "w");
	if (out == NULL)
		return refuse(KSIG_HOST_FAILED, "initramfs", strerror(errno));
	for (i = 0; i < o->nr_adds && error == 0; i++) {
		error = add(out, o->add[i]);
		if (error != 0)
			return refuse(KSIG_HOST_FAILED, o->add[i],
				      strerror(error));
	}
	/* A program that --add has brought goes by its name there. */
	if (!is_added(o, o->argv[0])) {
		if (!find(o->argv[0], path))
			return refuse(KSIG_HOST_NOT_FOUND, o->argv[0],
				      "there is no such program");
		why = judge(path);
		if (why != NULL)
			return refuse(KSIG_HOST_REFUSED, o->argv[0], why);
		base = strrchr(path, '/');
		base = base != NULL ? base + 1 : path;
		error = add_file(out, base, path);
		if (error == 0 && asprintf(&o->argv[0], "/%s", base) < 0)
			error = ENOMEM;
	}
	entry(out, "TRAILER!!!", 0, "", 0);
	if (error != 0 || fclose(out) != 0)
		return refuse(KSIG_HOST_FAILED, "initramfs", strerror(errno));
	return 0;
}
