/* SPDX-License-Identifier: MIT */
/* What cannot run under ksig, and how the user is told. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "internal.h"

/* Seek name in PATH as execvp(3) does. 0, or errno of the best candidate. */
static int search(const char *name, char *out, size_t size)
{
	const char *path = getenv("PATH"), *p, *end;
	int best = ENOENT;
	struct stat st;

	if (strchr(name, '/')) {
		snprintf(out, size, "%s", name);
		if (stat(out, &st) != 0)
			return errno;
		if (S_ISDIR(st.st_mode))
			return EISDIR;
		return access(out, X_OK) == 0 ? 0 : errno;
	}
	if (!path)
		path = "/bin:/usr/bin";
	for (p = path; *name; p = end + 1) {
		end = strchrnul(p, ':');
		if (end == p)
			snprintf(out, size, "%s", name);
		else
			snprintf(out, size, "%.*s/%s", (int)(end - p), p, name);
		if (stat(out, &st) == 0 && S_ISREG(st.st_mode)) {
			if (access(out, X_OK) == 0)
				return 0;
			best = errno;
		}
		if (!*end)
			break;
	}
	return best;
}

int check_find(const char *name, char *path, size_t size)
{
	const char *why;
	int err = search(name, path, size);

	if (err == ENOENT || err == ENOTDIR) {
		host_say("%s: %s", name, strchr(name, '/') ?
			 "no such file: give the path of a program" :
			 "command not found: is it installed, and in PATH?");
		return KSIG_HOST_NOT_FOUND;
	}
	if (err) {
		host_say("%s: cannot be executed: %s", path, strerror(err));
		return KSIG_HOST_REFUSED;
	}
	why = check_file(path);
	if (why) {
		host_say("%s cannot run under ksig: %s", path, why);
		return KSIG_HOST_REFUSED;
	}
	return 0;
}

static const char *elf_class(const unsigned char *h)
{
	uint16_t machine;

	if (memcmp(h, ELFMAG, SELFMAG) != 0)
		return NULL;	/* a script: the kernel decides */
	memcpy(&machine, h + offsetof(Elf64_Ehdr, e_machine), 2);
	if (machine == EM_386)
		return "it is an i386 program; ksig runs x86-64 programs: "
		       "install the amd64 build of it";
	if (machine == EM_X86_64 && h[EI_CLASS] == ELFCLASS32)
		return "it is an x32 program; ksig runs x86-64 programs: "
		       "install the amd64 build of it";
	if (machine != EM_X86_64)
		return "it is not for this machine; ksig runs x86-64 programs";
	return NULL;
}

const char *check_file(const char *path)
{
	unsigned char h[sizeof(Elf64_Ehdr)] = { 0 };
	struct stat st;
	ssize_t n;
	int fd;

	if (stat(path, &st) != 0)
		return NULL;
	if (geteuid() != 0 &&
	    ((st.st_mode & S_ISUID) ||
	     (st.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP)))
		return "it is set-user-ID or set-group-ID, and a traced "
		       "program does not get those rights: run ksig as root";
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return "it may be executed but not read, and ksig has to "
		       "read its memory: make it readable or run ksig as root";
	n = read(fd, h, sizeof(h));
	close(fd);
	return n == (ssize_t)sizeof(h) ? elf_class(h) : NULL;
}

#define CS_32BIT 0x23	/* __USER32_CS */

const char *check_guest(int pid, const struct ksig_regs *r, bool *set_id)
{
	struct stat st;
	char path[64];

	if (r->cs == CS_32BIT)
		return "it is an i386 program; ksig runs x86-64 programs: "
		       "install the amd64 build of it";
	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	*set_id = stat(path, &st) != 0 || (st.st_mode & (S_ISUID | S_ISGID));
	return check_file(path);
}

/* Where the vdso of pid is, from its auxiliary vector (8-byte words). */
static uint64_t vdso_of(int pid, bool is32)
{
	uint64_t v[128];
	uint32_t *v32 = (uint32_t *)(void *)v;
	char path[64];
	ssize_t n;
	int fd, i;

	snprintf(path, sizeof(path), "/proc/%d/auxv", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, v, sizeof(v));
	close(fd);
	for (i = 0; i + 1 < (int)(n / (is32 ? 4 : 8)); i += 2) {
		if ((is32 ? v32[i] : v[i]) == AT_SYSINFO_EHDR)
			return is32 ? v32[i + 1] : v[i + 1];
	}
	return 0;
}

/*
 * A refused program exits with 126 before its first instruction, through a
 * system call instruction that its vdso has. If that cannot be found it is
 * killed.
 */
void check_make_exit(struct htask *ht)
{
	static uint8_t image[8192];
	struct ksig_regs *r = tracee_regs(ht);
	bool is32 = r->cs == CS_32BIT;
	uint64_t base = vdso_of(ht->t.group->pid, is32);
	const uint8_t *at = NULL;

	if (base && tracee_read(ht->t.tid, image, base, sizeof(image)) == 0)
		at = memmem(image, sizeof(image), is32 ? "\xcd\x80" :
			    "\x0f\x05", 2);
	if (!at) {
		kill(ht->t.group->pid, SIGKILL);
		return;
	}
	r->ip = base + (uint64_t)(at - image);
	r->ax = is32 ? 1 : SYS_exit_group;
	r->bx = KSIG_HOST_REFUSED;
	r->di = KSIG_HOST_REFUSED;
	ht->regs_dirty = true;
}
