/* SPDX-License-Identifier: MIT */
/*
 * Names for addresses in a guest, by elfutils' libdwfl.
 *
 * What is parsed is the guest's own file, so it is done in a forked helper
 * with a deadline: a broken or hostile ELF file can end the helper, never
 * the runner, and the tables of a large program are gone with it. A result
 * is kept, so this costs once a handler and program, about a millisecond.
 *
 * A kept result is known by its address and by the program's auxiliary
 * vector: that changes with every exec (AT_RANDOM, AT_ENTRY; the addresses
 * are random) and is the same in forked children. After FRESH_NS the mapping
 * is compared as well, for dlclose(3) and dlopen(3) of another object there.
 */
#include "cli/cli.h"

#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLOTS		256	/* results kept; direct-mapped */
#define FRESH_NS	100000000ull
#define AUXV_BYTES	1024		/* Linux gives about 350 */
#define HELPER_SECONDS	2
#define PROC_PATH_MAX	(CLI_OBJECT_MAX + 64)

/* The line of /proc/PID/maps that an address lies in. */
struct mapping {
	uint64_t start, end, file_off, inode;
	uint64_t base;		/* where the file's byte 0 is; 0: none */
	unsigned int dev_major, dev_minor;
	char path[CLI_OBJECT_MAX];	/* empty: anonymous */
};

struct slot {
	uint64_t program, addr;	/* the key; addr 0: free */
	uint64_t checked_ns;
	struct mapping map;
	struct cli_symbol sym;
};

struct cli_symbols {
	struct slot slot[SLOTS];
};

/* What the helper finds; one write, so it arrives whole. */
struct answer {
	uint64_t off, object_off;
	bool has_symbol, has_object_off;
	char symbol[CLI_SYMBOL_MAX];
};

struct cli_symbols *cli_symbols_new(void)
{
	/* libdwfl would ask these servers, for minutes, over the network. */
	unsetenv("DEBUGINFOD_URLS");
	return calloc(1, sizeof(struct cli_symbols));
}

void cli_symbols_free(struct cli_symbols *s)
{
	free(s);
}

const char *cli_symbol_object(const struct cli_symbol *sym)
{
	const char *slash = strrchr(sym->object, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : sym->object;
}

/* FNV-1a of the program's auxiliary vector; false: it cannot be read. */
static bool program_of(int pid, uint64_t *program)
{
	unsigned char buf[AUXV_BYTES];
	uint64_t h = 14695981039346656037ull;
	char path[64];
	ssize_t n, i;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/auxv", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, buf, sizeof(buf));
	close(fd);
	if (n <= 0)
		return false;
	for (i = 0; i < n; i++)
		h = (h ^ buf[i]) * 1099511628211ull;
	*program = h;
	return true;
}

static bool parse_mapping(const char *line, struct mapping *m)
{
	unsigned long long start, end, off, inode;
	int path_at = 0;
	size_t n;

	if (sscanf(line, "%llx-%llx %*4s %llx %x:%x %llu %n", &start, &end,
		   &off, &m->dev_major, &m->dev_minor, &inode, &path_at) != 6)
		return false;
	m->start = start;
	m->end = end;
	m->file_off = off;
	m->inode = inode;
	n = strcspn(line + path_at, "\n");
	snprintf(m->path, sizeof(m->path), "%.*s", (int)n, line + path_at);
	return true;
}

static bool is_same_file(const struct mapping *a, const struct mapping *b)
{
	return a->inode == b->inode && a->dev_major == b->dev_major &&
	       a->dev_minor == b->dev_minor;
}

/* Maps are sorted: the file's start is the nearest mapping of it below. */
static bool find_mapping(int pid, uint64_t addr, struct mapping *found)
{
	struct mapping m, first = { .inode = 0 };
	bool ok = false;
	char *line = NULL;
	char path[64];
	size_t room = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "re");
	if (f == NULL)
		return false;
	while (!ok && getline(&line, &room, f) > 0) {
		if (!parse_mapping(line, &m))
			continue;
		if (m.file_off == 0 && m.inode != 0)
			first = m;
		if (addr < m.start || addr >= m.end)
			continue;
		*found = m;
		found->base = m.inode != 0 && is_same_file(&first, &m) ?
			      first.start : 0;
		ok = true;
	}
	free(line);
	fclose(f);
	return ok;
}

/*
 * The mapped file, as the guest sees it (it may be in another root). The
 * program itself is reached through its magic link, deleted or replaced as
 * it may be; other deleted files only where map_files may be followed.
 */
static int open_object(int pid, const struct mapping *m)
{
	static const char deleted[] = " (deleted)";
	const size_t len = strlen(m->path), tail = sizeof(deleted) - 1;
	char path[PROC_PATH_MAX], exe[CLI_OBJECT_MAX];
	struct stat st;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	n = readlink(path, exe, sizeof(exe) - 1);
	exe[n > 0 ? n : 0] = '\0';
	if (strcmp(exe, m->path) != 0) {
		if (len > tail && strcmp(m->path + len - tail, deleted) == 0)
			snprintf(path, sizeof(path),
				 "/proc/%d/map_files/%llx-%llx", pid,
				 (unsigned long long)m->start,
				 (unsigned long long)m->end);
		else
			snprintf(path, sizeof(path), "/proc/%d/root%s", pid,
				 m->path);
	}
	/* O_NONBLOCK: the name may be a FIFO's by now. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* In the helper. Separate debug files are sought on this machine only. */
static void look_up(int fd, const struct mapping *m, uint64_t addr,
		    struct answer *a)
{
	static const Dwfl_Callbacks callbacks = {
		.find_debuginfo = dwfl_build_id_find_debuginfo,
	};
	Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwfl_Module *mod;
	const char *name;
	GElf_Addr bias;
	GElf_Off off;
	GElf_Sym sym;

	if (dwfl == NULL)
		return;
	dwfl_report_begin(dwfl);
	mod = dwfl_report_elf(dwfl, "object", m->path, fd, m->base, false);
	if (mod == NULL || dwfl_report_end(dwfl, NULL, NULL) != 0)
		return;
	if (dwfl_module_getelf(mod, &bias) != NULL) {
		a->has_object_off = true;
		a->object_off = addr - bias;
	}
	name = dwfl_module_addrinfo(mod, addr, &off, &sym, NULL, NULL, NULL);
	if (name == NULL || name[0] == '\0')
		return;
	a->has_symbol = true;
	a->off = off;
	snprintf(a->symbol, sizeof(a->symbol), "%s", name);
}

/* Never returns. Everything it could do to the outside is taken from it. */
static void helper(int fd, int to, const struct mapping *m, uint64_t addr)
{
	const struct rlimit no_core = { 0, 0 };
	struct answer a;
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGALRM, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	alarm(HELPER_SECONDS);
	memset(&a, 0, sizeof(a));
	look_up(fd, m, addr, &a);
	_exit(write(to, &a, sizeof(a)) == (ssize_t)sizeof(a) ? 0 : 1);
}

static bool ask_helper(int fd, const struct mapping *m, uint64_t addr,
		       struct answer *a)
{
	int pipe_fd[2];
	ssize_t n = -1;
	pid_t pid;

	if (pipe2(pipe_fd, O_CLOEXEC) != 0)
		return false;
	pid = fork();
	if (pid == 0)
		helper(fd, pipe_fd[1], m, addr);
	close(pipe_fd[1]);
	if (pid > 0) {
		do
			n = read(pipe_fd[0], a, sizeof(*a));
		while (n < 0 && errno == EINTR);
		/* By its pid: the guests' statuses are the runner's. */
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(pipe_fd[0]);
	return n == (ssize_t)sizeof(*a);
}

static void resolve(int pid, const struct mapping *m, uint64_t addr,
		    struct cli_symbol *sym)
{
	struct answer a;
	int fd;

	memset(sym, 0, sizeof(*sym));
	sym->has_object = m->path[0] != '\0';
	snprintf(sym->object, sizeof(sym->object), "%s", m->path);
	sym->object_off = addr - m->start + m->file_off;
	if (m->path[0] != '/' || m->base == 0)
		return;
	fd = open_object(pid, m);
	if (fd < 0)
		return;
	if (ask_helper(fd, m, addr, &a)) {
		a.symbol[sizeof(a.symbol) - 1] = '\0';
		sym->has_symbol = a.has_symbol;
		sym->off = a.off;
		if (a.has_object_off)
			sym->object_off = a.object_off;
		memcpy(sym->symbol, a.symbol, sizeof(sym->symbol));
	}
	close(fd);
}

static bool is_fresh(struct slot *slot, int pid, uint64_t now_ns)
{
	struct mapping m;

	if (now_ns - slot->checked_ns < FRESH_NS)
		return true;
	if (!find_mapping(pid, slot->addr, &m) ||
	    m.start != slot->map.start || m.file_off != slot->map.file_off ||
	    !is_same_file(&m, &slot->map) ||
	    strcmp(m.path, slot->map.path) != 0)
		return false;
	slot->checked_ns = now_ns;
	return true;
}

void cli_symbols_find(struct cli_symbols *s, int pid, uint64_t addr,
		      uint64_t now_ns, struct cli_symbol *out)
{
	struct slot *slot;
	uint64_t program;

	memset(out, 0, sizeof(*out));
	if (s == NULL || addr == 0 || !program_of(pid, &program))
		return;
	slot = &s->slot[((program ^ addr) * 0x9e3779b97f4a7c15ull) >> 56];
	_Static_assert(SLOTS == 256, "the index is the top 8 bits");
	if (slot->addr != addr || slot->program != program ||
	    !is_fresh(slot, pid, now_ns)) {
		slot->addr = 0;
		if (!find_mapping(pid, addr, &slot->map))
			return;
		resolve(pid, &slot->map, addr, &slot->sym);
		slot->program = program;
		slot->addr = addr;
		slot->checked_ns = now_ns;
	}
	*out = slot->sym;
}
