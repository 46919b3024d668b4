/* SPDX-License-Identifier: MIT */
/* Reads of a signalfd: read(2), readv(2), preadv2(2) at no offset. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "sigfd.h"

/* The end of a program's addresses on x86-64 with four levels of pages: what
 * a call's buffer may not go beyond. */
#define USER_TOP	0x7ffffffff000ull
#define RW_MAX		0x7ffff000ull	/* of one call: read(2), NOTES */

/* What a read ignores of preadv2's flags; unknown ones are the host's to
 * refuse. */
#define FLAGS_KNOWN	(RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | \
			 RWF_APPEND)

struct iov { uint64_t base, len; };
static struct iov iov[IOV_MAX];
static uint64_t nr_iov;

/*
 * Since 6.10 or so a readv(2) of a signalfd fills its buffers as if they were
 * one; before that it was a read of each. Which, the host tells: of 200 bytes
 * in two halves.
 */
static bool is_one_buffer(void)
{
	static enum { UNKNOWN, ONE, EACH } how;
	char b[100];
	struct iovec v[2] = { { b, sizeof(b) }, { b, sizeof(b) } };
	sigset_t none;
	int fd;

	if (how == UNKNOWN) {
		sigemptyset(&none);
		fd = signalfd(-1, &none, SFD_NONBLOCK | SFD_CLOEXEC);
		how = readv(fd, v, 2) < 0 && errno == EAGAIN ? ONE : EACH;
		close(fd);
	}
	return how == ONE;
}

/* p's address is an offset into the buffers of iov. */
int sigfd_scatter(struct htask *ht, const struct ksig_piece *p)
{
	uint64_t off = p->uaddr, done = 0, i, n;
	struct ksig_piece part;

	for (i = 0; i < nr_iov && done < p->bytes; i++) {
		if (off >= iov[i].len) {
			off -= iov[i].len;
			continue;
		}
		n = iov[i].len - off;
		if (n > p->bytes - done)
			n = p->bytes - done;
		part = (struct ksig_piece){
			iov[i].base + off, (const char *)p->src + done, n
		};
		if (tracee_write(ht->t.tid, &part, 1) != 0)
			return -LINUX_EFAULT;
		done += n;
		off = 0;
	}
	return 0;
}

/* It waits for the first buffer only. */
static enum ksig_call_outcome read_each(struct htask *ht, ksig_sigset mask,
					bool nonblock, int64_t *ret)
{
	int64_t done = 0;
	uint64_t i;

	*ret = 0;
	for (i = 0; i < nr_iov; i++) {
		if (ksig_signalfd_read(&ht->t, mask, iov[i].base, iov[i].len,
				       nonblock || done, ret) ==
		    KSIG_CALL_PARK)
			return KSIG_CALL_PARK;
		if (*ret < 0)
			break;
		done += *ret;
		if ((uint64_t)*ret < iov[i].len)
			break;
	}
	if (done)
		*ret = done;
	return KSIG_CALL_DONE;
}

/* The buffers of ht's readv: 0 or an error; *bytes in all. */
static int64_t get_iov(struct htask *ht, const struct ksig_regs *r,
		       uint64_t *bytes)
{
	uint64_t i;

	*bytes = 0;
	nr_iov = r->dx;
	if (nr_iov > IOV_MAX)
		return -LINUX_EINVAL;
	if (tracee_read(ht->t.tid, iov, r->si, nr_iov * sizeof(iov[0])) != 0)
		return -LINUX_EFAULT;
	for (i = 0; i < nr_iov; i++)
		if ((int64_t)iov[i].len < 0)
			return -LINUX_EINVAL;
	for (i = 0; i < nr_iov; i++) {
		if (iov[i].base > USER_TOP ||
		    iov[i].len > USER_TOP - iov[i].base)
			return -LINUX_EFAULT;
		if (iov[i].len > RW_MAX - *bytes)
			iov[i].len = RW_MAX - *bytes;
		*bytes += iov[i].len;
	}
	return 0;
}

static enum ksig_call_outcome serve_readv(struct htask *ht,
					  const struct ksig_regs *r,
					  ksig_sigset mask, bool nonblock,
					  int64_t *ret)
{
	enum ksig_call_outcome outcome;
	uint64_t bytes;

	*ret = get_iov(ht, r, &bytes);
	if (*ret < 0 || bytes == 0)	/* of nothing the file is not asked */
		return KSIG_CALL_DONE;
	if (r->orig_ax == SYS_preadv2 && (r->r9 & RWF_NOWAIT))
		nonblock = true;
	if (!is_one_buffer())
		return read_each(ht, mask, nonblock, ret);
	host.scatter = true;
	outcome = ksig_signalfd_read(&ht->t, mask, 0, bytes, nonblock, ret);
	host.scatter = false;
	return outcome;
}

static bool nonblocking(const struct hsigfd *s)
{
	return fcntl(s->stand->ours, F_GETFL) & O_NONBLOCK;
}

static enum ksig_call_outcome serve_read(struct htask *ht, int64_t *ret)
{
	struct ksig_regs *r = ht->parked ? &ht->entry : tracee_regs(ht);
	struct hsigfd *s = sigfd_find(ht_hg(ht), (int)r->di);
	ksig_sigset mask;
	bool nonblock;

	if (!s) {
		*ret = -LINUX_EBADF;
		return KSIG_CALL_DONE;
	}
	mask = s->stand->file->mask;
	/* Asked only if it matters: it is a system call. */
	nonblock = !ksig_signalfd_ready(&ht->t, mask) && nonblocking(s);
	if (r->orig_ax != SYS_read)
		return serve_readv(ht, r, mask, nonblock, ret);
	return ksig_signalfd_read(&ht->t, mask, r->si, r->dx, nonblock, ret);
}

/* A call that the host refuses before it asks the file: nothing is taken. */
static bool is_hosts(const struct ksig_regs *r)
{
	if (r->orig_ax == SYS_read)
		return r->dx <= INT64_MAX &&
		       (r->si > USER_TOP || r->dx > USER_TOP - r->si);
	/* At an offset: ESPIPE. */
	return r->orig_ax == SYS_preadv2 &&
	       (r->r10 != UINT64_MAX ||
		((uint32_t)r->r9 & ~(uint32_t)FLAGS_KNOWN));
}

bool sigfd_is_read(int64_t nr)
{
	return nr == SYS_read || nr == SYS_readv || nr == SYS_preadv2;
}

bool sigfd_is_hot(struct htask *ht)
{
	struct hsigfd *s = ht_hg(ht)->sigfds;

	return s && !s->next && s->fd == (int)tracee_regs(ht)->di;
}

bool sigfd_read(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	int64_t ret;

	if (!sigfd_find(ht_hg(ht), (int)r->di) || is_hosts(r))
		return false;
	ht->call = (struct ksig_call){ .nr = (int64_t)r->orig_ax };
	if (serve_read(ht, &ret) == KSIG_CALL_PARK)
		park(ht);
	else
		boundary_result(ht, ht->call.nr, ret);
	return true;
}

enum ksig_call_outcome sigfd_again(struct htask *ht)
{
	return serve_read(ht, &ht->call.ret);
}
