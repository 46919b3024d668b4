/* accept, recv, send, connect on sockets: ERESTARTSYS without a timeout; with
 * SO_RCVTIMEO they give EINTR whatever SA_RESTART says (signal(7)). */
#include "intr.h"
#include <sys/socket.h>
#include <sys/un.h>
static int s[2], l, c, tmo, k;
static char b[1 << 20];
static struct sockaddr_un a;
static socklen_t al;
static void pair(void)
{
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	struct timeval tv = { 100, 0 };
	if (tmo) {
		OK(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
		OK(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv));
	}
}
static long r_recv(void) { return raw(SYS_recvfrom, s[0], b, 8, 0, 0, 0); }
static void w_recv(void) { write(s[1], "abcd", 4); }
static void full(void)
{
	pair();
	fcntl(s[0], F_SETFL, O_NONBLOCK);
	while (write(s[0], b, 4096) > 0)
		;
	fcntl(s[0], F_SETFL, 0);
}
static long r_send(void) { return raw(SYS_sendto, s[0], b, 1, 0, 0, 0); }
static void w_send(void)
{
	fcntl(s[1], F_SETFL, O_NONBLOCK);
	while (read(s[1], b, sizeof b) > 0)
		;
}
static void lsetup(void)
{
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	memset(&a, 0, sizeof a);
	a.sun_family = AF_UNIX;
	al = (socklen_t)(sizeof(sa_family_t) + 1 + sprintf(a.sun_path + 1, "ksig-intr-%d-%d", getpid(), k++));
	OK(bind(l, (void *)&a, al));
	OK(listen(l, 0));
	if (tmo) {
		struct timeval tv = { 100, 0 };
		OK(setsockopt(l, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
	}
}
static long r_accept(void) { long r = raw(SYS_accept, l, 0, 0); return r > 0 ? 1000 : r; }
static void w_accept(void)
{
	int x = socket(AF_UNIX, SOCK_STREAM, 0);
	connect(x, (void *)&a, al);
}
static void csetup(void)
{
	lsetup();
	w_accept();	/* the backlog of 0 holds one */
	c = socket(AF_UNIX, SOCK_STREAM, 0);
}
static long r_connect(void) { return raw(SYS_connect, c, &a, al); }
static void w_connect(void) { accept(l, 0, 0); }
int main(void)
{
	intr(&(struct op){ "recv", pair, r_recv, w_recv, 0 });
	intr(&(struct op){ "send", full, r_send, w_send, 0 });
	intr(&(struct op){ "accept", lsetup, r_accept, w_accept, 0 });
	intr(&(struct op){ "connect", csetup, r_connect, w_connect, 0 });
	tmo = 1;
	intr(&(struct op){ "recv with SO_RCVTIMEO", pair, r_recv, w_recv, 0 });
	intr(&(struct op){ "send with SO_SNDTIMEO", full, r_send, w_send, 0 });
	intr(&(struct op){ "accept with SO_RCVTIMEO", lsetup, r_accept, w_accept, 0 });
}
