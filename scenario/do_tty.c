/* SPDX-License-Identifier: MIT */
/* A terminal: a pty whose master end is the user at the keyboard. */
#include "interp.h"
#include "verbs.h"

#define O_RDWR_NOCTTY	0402
#define TCGETS		0x5401
#define TCSETS		0x5402
#define TIOCSCTTY	0x540e
#define TIOCGPGRP	0x540f
#define TIOCSPGRP	0x5410
#define TIOCSWINSZ	0x5414
#define TIOCNOTTY	0x5422
#define TIOCSPTLCK	0x40045431
#define TIOCGPTPEER	0x5441
#define L_TOSTOP	0x100
#define L_AT		12		/* c_lflag in struct termios */
#define POLL_IN		1

static void pty(struct scn_run *r)
{
	static const char path[] = "/dev/ptmx";
	int m = (int)scn_arg(r, 0, 0), s = (int)scn_arg(r, 1, 0);
	int64_t fd = CALL(r->a, NR_open, scn_ptr(path), O_RDWR_NOCTTY, 0);
	int32_t unlock = 0;

	if (!scn_ret_new(r, fd, m))
		return;
	CALL(r->a, NR_ioctl, fd, TIOCSPTLCK, scn_ptr(&unlock));
	scn_ret_new(r, CALL(r->a, NR_ioctl, fd, TIOCGPTPEER, O_RDWR_NOCTTY),
		    s);
	scn_name_at(r, m)->pair = s;
}

static void ctty(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_ioctl, scn_fd(r, 0), TIOCSCTTY, 0));
}

static void notty(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_ioctl, scn_fd(r, 0), TIOCNOTTY, 0));
}

static void tcsetpgrp(struct scn_run *r)
{
	int32_t pgrp = (int32_t)scn_pid_of(r->a,
			scn_actor_at(r->a, scn_arg(r, 1, 0)));

	scn_ret(r, CALL(r->a, NR_ioctl, scn_fd(r, 0), TIOCSPGRP,
			scn_ptr(&pgrp)));
}

static void tcgetpgrp(struct scn_run *r)
{
	int32_t pgrp = 0;

	if (scn_ret(r, CALL(r->a, NR_ioctl, scn_fd(r, 0), TIOCGPGRP,
			    scn_ptr(&pgrp))))
		scn_put_who(&r->out, r->a, pgrp);
}

/*
 * What is typed reaches the line discipline by a work item of the kernel's,
 * some time later. Polling the other end waits for that (observed on 6.18):
 * so whoever types has to have it open too.
 */
static void type(struct scn_run *r)
{
	struct scn_name *m = scn_name_at(r, scn_arg(r, 0, 0));
	struct {
		int32_t fd;
		int16_t events, revents;
	} p = { (int32_t)scn_name_at(r, m->pair)->value, POLL_IN, 0 };
	char text[2] = { (char)scn_arg(r, 1, 0), '\n' };
	bool line = text[0] == 'x';
	int64_t ret = CALL(r->a, NR_write, m->value, scn_ptr(text), 1 + line);

	if (ret < 0)
		scn_ret(r, ret);
	CALL(r->a, NR_poll, scn_ptr(&p), 1, 0);
}

static void winsize(struct scn_run *r)
{
	uint16_t size[4] = { (uint16_t)scn_arg(r, 1, 24), 80, 0, 0 };

	scn_ret(r, CALL(r->a, NR_ioctl, scn_fd(r, 0), TIOCSWINSZ,
			scn_ptr(size)));
}

/* Change the settings: with tostop=, or to what they are. */
static void tcsetattr(struct scn_run *r)
{
	uint8_t termios[64];
	uint32_t lflag;

	if (!scn_ret(r, CALL(r->a, NR_ioctl, scn_fd(r, 0), TCGETS,
			     scn_ptr(termios))))
		return;
	__builtin_memcpy(&lflag, termios + L_AT, 4);
	if (scn_has_opt(r, 0))
		lflag = (lflag & ~(uint32_t)L_TOSTOP) |
			(scn_opt(r, 0, 0) ? L_TOSTOP : 0);
	__builtin_memcpy(termios + L_AT, &lflag, 4);
	scn_ret(r, CALL(r->a, NR_ioctl, scn_fd(r, 0), TCSETS,
			scn_ptr(termios)));
}

#define TTY PARAM("tty", SCN_T_NAME)
#define MASTER PARAM("master", SCN_T_NAME)

const struct scn_verb scn_verbs_tty[] = {
	{ .name = "pty", .run = pty,
	  .args = PARAMS(PARAM("master", SCN_T_NEWNAME),
			 PARAM("tty", SCN_T_NEWNAME)),
	  .help = "A terminal: its user's end and its own.",
	  .example = "pty m t" },
	{ .name = "ctty", .run = ctty, .args = PARAMS(TTY),
	  .help = "Make it the session's controlling terminal.",
	  .example = "ctty t" },
	{ .name = "notty", .run = notty, .args = PARAMS(TTY),
	  .help = "Give it up (TIOCNOTTY).", .example = "notty t" },
	{ .name = "tcsetpgrp", .run = tcsetpgrp,
	  .args = PARAMS(TTY, PARAM("leader", SCN_T_ACTOR)),
	  .help = "Bring a process group to the foreground.",
	  .example = "tcsetpgrp t B" },
	{ .name = "tcgetpgrp", .run = tcgetpgrp, .args = PARAMS(TTY),
	  .help = "Which one is.", .example = "tcgetpgrp t = B" },
	{ .name = "type", .run = type,
	  .args = PARAMS(MASTER, WORD("key", { "ctrl-c", 3 },
			{ "ctrl-z", 26 }, { "ctrl-\\", 28 }, { "line", 'x' })),
	  .help = "Type a key, or a line of two bytes.",
	  .example = "type m ctrl-c" },
	{ .name = "winsize", .run = winsize,
	  .args = PARAMS(TTY, PARAM("rows", SCN_T_NUM)),
	  .help = "Resize it.", .example = "winsize m 40" },
	{ .name = "tcsetattr", .run = tcsetattr, .args = PARAMS(TTY),
	  .opts = PARAMS(PARAM("tostop", SCN_T_NUM)),
	  .help = "Set its attributes, TOSTOP if given.",
	  .example = "tcsetattr t tostop=1" },
	{ .name = NULL },
};
