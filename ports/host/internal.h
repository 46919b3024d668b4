/* SPDX-License-Identifier: MIT */
/*
 * What the files of ports/host share. One section a file, in the order in
 * which an event flows: launch -> loop -> (birth | call | hostsig | boundary)
 * -> tracee.
 *
 * The runner has one thread: no locks. A guest thread is either running (on
 * the host, in user code or in a native call), or in our hands (stopped in a
 * ptrace stop that waitpid() has told us of), or listening (in a real group
 * stop of the host).
 */
#ifndef KSIG_HOST_INTERNAL_H
#define KSIG_HOST_INTERNAL_H

#include <sched.h>
#include <stdarg.h>
#include <sys/types.h>
#include <sys/resource.h>
#include <ksig/ksig.h>
#include "host.h"

#define SIGBIT(sig) (1ull << ((sig) - 1))
#define STOP_SIGNALS (SIGBIT(LINUX_SIGSTOP) | SIGBIT(LINUX_SIGTSTP) | \
	SIGBIT(LINUX_SIGTTIN) | SIGBIT(LINUX_SIGTTOU))

enum ht_state {
	HT_EXPECTED,	/* its parent told of it; no stop seen yet */
	HT_RUNNING,
	HT_STOPPED,	/* in our hands */
	HT_LISTENING,	/* in the host's group stop */
};

/* What is to be done at the exit of a native call that we let through. */
enum ht_after {
	AFTER_NONE = 0,
	AFTER_SIGMASK,		/* ppoll and its kind: the mask argument ends */
	AFTER_REDO,		/* of a call made again: its arguments back */
	AFTER_TIMER_CREATE,
	AFTER_TIMER_CHANGED,	/* disarmed, set anew or deleted */
	AFTER_CRED,		/* setuid and its kind: who it is has changed */
	AFTER_RLIMIT,
	AFTER_SUBREAPER,
	AFTER_CLOSE,		/* signalfds may have been closed */
	AFTER_SIGFD,		/* of a signalfd: dup, fcntl, ioctl */
	AFTER_PIDNS,		/* children may be in another pid namespace */
	AFTER_FORK,		/* one of several: see inproc_hot.c */
	AFTER_CLONE,		/* its arguments were changed: vfork.c */
	AFTER_VFORK,		/* it is to wait for its child */
	AFTER_RECV,		/* a message may have brought signalfds */
	AFTER_SECCOMP,		/* it may have a filter of its own now */
};

#define HT_DEFERRED_MAX 4

/* A thread of a guest. */
struct htask {
	struct ksig_task t;	/* first: the core's pointer is ours */
	enum ht_state state;
	int stop_sig;		/* in a signal-delivery-stop of it, else 0 */
	bool was_stopped;	/* group-stopped since the last return */
	bool stop_event;	/* in an event stop: it can listen */
	bool group_stop;	/* in one that is the host's group stop */
	bool was_listening;	/* before this stop */
	bool stop_passed;	/* a stop signal was passed on at the last one */
	bool kicked;		/* an INTERRUPT is on its way */
	bool wake_pending;	/* woken while in our hands */
	uint64_t clone_flags;	/* as they were: vfork.c */
	uint64_t sleeps_at;	/* parked in its own call, with this argument */
	uint8_t seccomp_mode;	/* of its own making: secure.c ... */
	bool no_new_privs;	/* ... and this */
	bool vfork_here;	/* the wait is not the host's */
	struct htask *vfork_child; /* for which it waits ... */
	struct htask *vfork_parent;
	bool vfork_stopped;	/* ... in the stop at its birth */
	struct htask *vfork_next;
	bool unseen;		/* may wait for a message: sigfd_pass.c */
	struct htask *sender_next;
	int discarded;		/* the next stop's signal: see cont.c */
	int inject;		/* we sent this for the host to act on it */
	/* Signals of the host that came while a native call was injected. */
	struct linux_siginfo deferred[HT_DEFERRED_MAX];
	int nr_deferred;

	struct ksig_regs regs;
	bool regs_valid;	/* regs is what the host has ... */
	bool regs_dirty;	/* ... or what it has yet to get */
	bool regs_held;		/* regs outlive a group stop: see boundary.c */
	uint64_t late_nr;	/* host.late_nr when it was let go */
	uint16_t sent_cs, sent_ss; /* selectors that the host was given ... */
	uint64_t sent_ip;	/* ... for this instruction */

	bool parked;		/* the host's pause(2) stands for call */
	struct ksig_call call;
	struct ksig_regs entry;	/* registers when call was made */
	bool lazy;		/* parked at its entry stop: not in pause yet */
	int lazy_credit;	/* parks that may be lazy: see boundary.c */
	uint64_t park_ns;
	struct htask *lazy_next;
	enum ht_after after;
	bool at_exit;		/* the next syscall stop is an exit */

	uint64_t host_blocked;	/* the host's mask; see mirror.c */
	uint64_t held_back;	/* of it: timers' signals that wait already */
	bool drained;		/* the host has told of those */
	uint64_t held_ignored;	/* and such of timers that are ignored */
	uint64_t ignored_ns;	/* the last of those ... */
	uint32_t nr_ignored;	/* ... and how many came fast */
	uint64_t deadline_ns;	/* UINT64_MAX: none */
	uint64_t redo_deadline_ns; /* of an epoll_wait called again */
	uint64_t redo_ip;
	struct htask *deadline_next;
	/* Waits for the core (code 0: for the host) to learn of this child. */
	int held_for, held_code;
	struct htask *held_next;
	bool pinned;		/* to the runner's CPU: see place.c */
	cpu_set_t *affinity;	/* its own, meanwhile */
	uint64_t stop_ns, stop_gap_ns; /* last stop; mean time between */
	uint64_t pin_delay;
	struct htask *pin_next;
	struct inproc_slot *slot;
	struct htask *slot_next;
	struct own *own;	/* or NULL: see inproc_own.c */
	bool own_open;		/* it may have what the core does not know */
	bool enter_fill;	/* a frame is written without its xstate */
	bool enter_pending;	/* the handler is to begin in the stub */
	int32_t *ns_tids;	/* not a first thread: see pidns.c */
	bool owns_io;		/* F_SETOWN_EX has named it, as a thread */
	bool children_elsewhere; /* unshare(2), setns(2) of a pid namespace */
	bool step;		/* its driver wants a stop each instruction */
	bool driven;		/* its driver has generated a signal ... */
	bool driven_before;	/* ... which comes before its call */
	bool driver_holds;	/* it waits for its driver ... */
	bool driver_holds_call;	/* ... at the entry of a call */
	bool driver_releases;	/* ... which has released it */
	struct htask *release_next;
	uint64_t over_at;	/* goes over the breakpoint there */
	bool calls;		/* its driver wants a stop each call */
	uint64_t asked_ip;	/* its driver was asked about the call there */
	uint8_t branch;		/* see branch.c */
	int64_t branch_result;	/* pid of its branch, or -errno */
	bool gone;		/* its end was seen while it was injected */
	int gone_status;
	struct htask *gone_next;
};

/* A POSIX timer of a guest. */
struct htimer {
	struct htimer *next;
	int id;
	int tid;		/* SIGEV_THREAD_ID: to whom; 0: the process */
	int overrun;		/* of its last signal that was taken */
};

/* A signalfd's open file. */
struct hsigfile {
	struct hsigfile *next;
	struct hstand *stands;
	int refs;		/* descriptors of guests */
	bool nonblock;		/* as far as we know */
	uint64_t mask;
};

/* What stands for it on the host, for one process: see sigfd_file.c. */
struct hstand {
	struct hstand *next;	/* of the file */
	struct hstand *hg_next;	/* of the process */
	struct hsigfile *file;
	struct hgroup *hg;	/* NULL: it has gone */
	int refs;		/* descriptors of guests */
	int ours;		/* our duplicate */
	bool raised;		/* it is readable */
	bool passed;		/* over a socket: kept for good */
};

#define SIGFD_SET_TICKS	0x40085400ul /* TFD_IOC_SET_TICKS, linux/timerfd.h */
#define SIGFD_TRAPS	256	/* descriptors: up to here it is remembered */

/* A descriptor of one. */
struct hsigfd {
	struct hsigfd *next;
	int fd;			/* in the guest */
	struct hstand *stand;
};

enum inproc_kind { INPROC_MASK, INPROC_RET, INPROC_OWN, INPROC_KINDS };

/* A patched call site: see inproc.c. */
struct inproc_site {
	enum inproc_kind kind;
	int nr;			/* the call's number; -1: any, in rax */
	int32_t flag, multi;	/* of a read(2): see find_read() */
	uint64_t call;		/* its syscall instruction */
	uint64_t site;		/* the instruction before, now a jump */
	uint64_t stub;
	uint32_t bytes;		/* of the stub */
	uint8_t was[5];		/* at site */
};
#define INPROC_SITES_MAX 24

struct inproc {
	uint64_t arena_at;	/* the slots, in the guest */
	uint64_t stubs_at;
	uint64_t enter_at;	/* the stub for handler entries, or 0 */
	uint64_t guest_at;	/* guest.c's code, or 0 */
	uint32_t used;		/* bytes of stubs */
	uint32_t nr_sites;
	uint32_t calls[INPROC_KINDS];
	uint32_t nr_forks;
	bool off;		/* no more patching */
	bool bare;		/* the sites are as they were again */
	bool syncs;		/* code was changed with threads about */
	bool gs_used;		/* the guest has a %gs of its own */
	bool no_watch;		/* see inproc_own.c */
	struct inproc_site sites[INPROC_SITES_MAX];
};

/* Dispositions. */
struct hsighand {
	struct ksig_sighand s;	/* first */
	uint64_t same;		/* the host has these too: see mirror.c */
	uint64_t once;		/* it has had these since it began */
};

/* A process. */
struct hgroup {
	struct ksig_group g;	/* first */
	bool has_tty;		/* it may have a controlling terminal */
	bool is_copy;		/* forked, and runs its parent's program */
	bool execed;		/* runs CMD or what came of it, not ksig */
	bool host_stop;		/* the host is stopping or has stopped it */
	bool need_host_cont;	/* a SIGCONT for the host is owed */
	bool cont_seen;		/* the host's SIGCONT was generated early */
	bool dying;		/* the host was told to kill it */
	bool cred_valid;
	bool told_ptrace;	/* refusal was printed once */
	bool refused;		/* its next system call is its exit */
	bool undumpable;	/* it has said so, to us: see dump.c */
	struct ksig_cred cred;
	int maps_fd;		/* /proc/PID/maps, 0: not open */
	uint64_t code_seen, code_ip, code_addr; /* see fault.c */
	bool code_writes;
	uint64_t exit_signals;	/* other than SIGCHLD, of its children */
	struct htimer *timers;
	struct hsigfd *sigfds;
	struct hstand *stands;
	bool sigfd_event;	/* a signal was queued ... */
	bool sigfd_dirty;	/* ... or something else has changed */
	bool sigfd_split;	/* it is to get stand-ins of its own */
	bool sends_trapped;	/* its messages stop ... */
	bool recvs_trapped;	/* ... and what it receives */
	uint64_t fds_trapped[SIGFD_TRAPS / 64];
	bool filtered;		/* it has a seccomp filter of its own */
	struct inproc inproc;
	struct hbreak *breaks;	/* see drive.c */
	struct pidns *pidns;	/* NULL: the runner's */
	int32_t *ns_pids;	/* else its id there, ancestors' first */
	bool zombie;		/* see zombie.c */
	int64_t cpu_us[2];	/* its CPU time, user and system ... */
	int64_t waited_us[2];	/* ... with that of whom it has waited for */
	bool charged;		/* ... with entries in its queue */
	struct hgroup *zombie_next, **zombie_at;
};

struct host {
	struct ksig k;
	const struct ksig_host_options *o;
	int main_pid;
	bool main_gone;
	int nr_guests;		/* processes */
	int start_pgid;		/* process group in which outsiders may be */
	uint32_t xstate_bytes;
	uint8_t *xstate;	/* the last one read */
	struct htask *deadlines;
	struct htask *held;
	struct htask *lazies;	/* parked lazily */
	struct htask *vforks;	/* wait for their children */
	struct ksig_group *reaping; /* whose child's death is being told */
	struct htask *slots;	/* threads with a slot */
	struct htask *gone;
	bool repull;		/* a mask changed while the core was at work */
	bool stopping;		/* some group that the host is yet to stop */
	bool settle;		/* some group owes the host something */
	bool poll_dirty;	/* some process's signalfds are to be looked at */
	struct hsigfile *sigfiles;
	uint32_t nr_kept;	/* stand-ins without a descriptor */
	uint32_t nr_chld_files;	/* signalfds of SIGCHLD */
	bool scatter;		/* see sigfd_scatter() */
	bool passing;		/* signalfds over sockets: sigfd_pass.c */
	uint32_t nr_unseen;	/* threads that have not stopped since */
	struct htask *senders;	/* wait for those */
	struct htask *current;	/* whose stop is being handled */
	uint8_t *seen_pids;	/* bit: a guest had this pid */
	uint64_t late_nr;	/* signals to several processes: see late.c */
	struct hgroup *zombies, **zombies_end;
	uint32_t nr_charged;	/* zombies with entries */
	struct hgroup *reaped;	/* by the core: to be freed */
	struct htask *released;	/* by their driver */
};
extern struct host host;

static inline struct htask *ht_of(struct ksig_task *t)
{
	return (struct htask *)t;
}
static inline struct hgroup *hg_of(struct ksig_group *g)
{
	return (struct hgroup *)g;
}
static inline struct hsighand *ht_sighand(struct htask *ht)
{
	return (struct hsighand *)ht->t.sighand;
}
/* The thread of a group's list, the process of the list of all. */
static inline struct htask *ht_at(struct ksig_list *l)
{
	return (struct htask *)(void *)((char *)l -
				offsetof(struct ksig_task, in_group));
}
/* In its parent's list of children. */
static inline struct hgroup *hg_child_at(struct ksig_list *l)
{
	return (struct hgroup *)(void *)((char *)l -
				offsetof(struct ksig_group, sibling));
}

static inline struct hgroup *hg_at(struct ksig_list *l)
{
	return (struct hgroup *)(void *)((char *)l -
				offsetof(struct ksig_group, all));
}
static inline struct hgroup *ht_hg(struct htask *ht)
{
	return (struct hgroup *)ht->t.group;
}

/* Take ht out of the list at head that is linked by member, if it is in it. */
#define HT_UNLINK(head, ht, member) do {				\
	struct htask **p_ = (head);					\
									\
	while (*p_ && *p_ != (ht))					\
		p_ = &(*p_)->member;					\
	if (*p_)							\
		*p_ = (ht)->member;					\
} while (0)

/* ------------------------------------------------------------- check.c */
/* The program that argv[0] means: 0, or an exit status after one line. */
int check_find(const char *name, char *path, size_t size);
/* May it be run? NULL, or why not (static text). */
const char *check_file(const char *path);
/* The same for what a guest has just executed. */
const char *check_guest(int pid, const struct ksig_regs *r, bool *set_id);

/*
 * Have a refused guest exit with KSIG_HOST_REFUSED in place of its first
 * system call. It takes no hand on its memory, which may be closed to us.
 */
void check_refuse(struct htask *ht);		/* at its exec stop */
void check_refused_stop(struct htask *ht);	/* at a syscall stop of it */
/* The same of the call at whose seccomp stop ht is; i386: by int 0x80. */
void check_refuse_call(struct htask *ht, bool i386);

/* ------------------------------------------------------------ filter.c */
/* Does the host let us have one? 0 or -errno. */
int filter_probe(void);
/* Install the filter on the calling process: 0 or -errno. */
int filter_load(void);
/* What the filter says (PTRACE_GETEVENTMSG): numbers that a guest's is
 * unlikely to say, of a call to be served and of an i386 or x32 one. */
#define FILTER_SERVE	0x6b73
#define FILTER_OTHER_ABI 0x6b74
bool filter_traps(int64_t nr);
/* An x32 call, where the host has such? */
bool filter_is_x32(int64_t nr);
/* Does strict mode allow this call? */
bool filter_is_strict(int64_t nr);
/* Would it have this call stop if no driver wanted it to? */
bool filter_serves(const struct ksig_regs *r);
/* Have guest ht trap reads of fd from now on. 0 or -errno. */
int filter_add_fd(struct htask *ht, int fd);
/* The same of the messages it sends, or receives. */
int filter_add_sends(struct htask *ht);
int filter_add_recvs(struct htask *ht);
int filter_add_strict(struct htask *ht);	/* of this thread alone */

/* -------------------------------------------------------------- loop.c */
void loop_run(void);
void loop_deadline(struct htask *ht, uint64_t deadline_ns);
void loop_children(struct htask *ht, int pid);
void loop_threads(struct htask *ht);

/* ------------------------------------------------------------- birth.c */
struct htask *birth_first(int pid, const struct ksig_start *how);
void birth_event(struct htask *parent, int event);
void birth_stop(int tid, int status);	/* of a tid not known yet */
void birth_exec(struct htask *ht);
/* status: as wait(2); ru may be NULL. Frees ht. */
void birth_death(struct htask *ht, int status, const struct rusage *ru);
/* The exit of a tid that was not known yet. */
bool birth_unknown_death(int tid);
struct htask *ht_find(int tid);
void birth_free_group(struct hgroup *hg);

/* -------------------------------------------------------------- rseq.c */
void rseq_abort(struct htask *ht);

/* ------------------------------------------------------------- vfork.c */
bool vfork_call(struct htask *ht);
void vfork_restore(struct htask *ht);
void vfork_failed(struct htask *ht);
bool vfork_born(struct htask *parent, struct htask *child);
void vfork_start(struct htask *child);
bool vfork_waits(const struct htask *ht);
void vfork_done(struct htask *ht);
void vfork_gone(struct htask *ht);
void vfork_settle(void);
uint64_t vfork_due(void);
void vfork_pause(struct htask *ht);

/* ------------------------------------------------------------ zombie.c */
void zombie_born(struct hgroup *hg);	/* its last thread has gone */
void zombie_not(int pid);
void zombie_inherited(struct hgroup *parent);
void zombie_look(void);
void zombie_look_charged(void);
void zombie_look_for(const struct ksig_call *c);
void zombie_autoreaped(struct ksig_group *g);
void zombie_settle(void);

/* -------------------------------------------------------------- late.c */
/* c was for several processes: pid as kill(2) has it. */
void late_note(struct htask *from, const struct ksig_call *c, int32_t pid);
void late_born(struct htask *parent, struct hgroup *child);

/* ------------------------------------ call.c, call_serve.c, call_exit.c */
void call_seccomp(struct htask *ht);	/* at a seccomp stop */
/* The call at whose entry ht stands runs natively ... */
void call_native(struct htask *ht);
/* ... and stops at its exit. */
void call_native_then(struct htask *ht, enum ht_after after);
void call_serve(struct htask *ht);	/* one of the signal subsystem */
/* Its site may have been patched: true if ht makes its call again. */
bool call_hot_own(struct htask *ht);
void call_exit(struct htask *ht);	/* at a syscall-exit stop */
/* Put ht's argument registers back to those of e. */
void call_restore_args(struct htask *ht, const struct ksig_regs *e);

/* ------------------------------------------------------------- timer.c */
struct htimer *hg_timer(struct hgroup *hg, int id);
void timer_created(struct htask *ht);
void timer_changed(struct htask *ht);

/* ---------------------------------------------------------- procs.c */
void procs_refresh(void);	/* process groups and sessions of all */
bool procs_has_cap(int tid, int cap);
/* A thread, not that one, which is not on its way out; or NULL. It has the
 * process's memory and descriptors: of the first, which may have exited, the
 * host has a zombie until the last goes, that has neither. */
struct htask *procs_live(struct hgroup *hg, const struct htask *but);
int procs_live_tid(struct hgroup *hg);	/* its id, or the process's */
void procs_cred(struct hgroup *hg);
/* What the host knows that pid catches or ignores: 0, or -1. */
int procs_caught(int pid, uint64_t *set);
/* What is pending on the host for pid and its first thread: 0, or -1. */
int procs_pending(int pid, uint64_t *set);
bool procs_has_tty(int pid);
char procs_state(int tid);
bool procs_sigpending_max(int pid, uint64_t *entries);
/* When pid was started, in clock ticks since boot: proc(5), starttime. */
uint64_t procs_start_tick(int pid);
/* Process and parent of tid: 0, or -1 when it has gone. */
int procs_family(int tid, int *tgid, int *ppid);
/* Signal who is in pgid (0: everybody) and not a guest: how many took it. */
int procs_kill_outside(struct htask *from, int pgid, int sig, int *err);

/* ------------------------------------------------------------ pidfd.c */
/* c's pidfd_pid (or -errno) and pidfd_thread. */
void pidfd_find(struct htask *ht, struct ksig_call *c);
/* A duplicate of hg's descriptor, or -1. */
int pidfd_take_fd(struct hgroup *hg, int fd);

/* ------------------------------------------------------------ pidns.c */
void pidns_born(struct htask *parent, struct htask *child, uint64_t flags);
void pidns_forget_thread(struct htask *ht);
void pidns_forget(struct hgroup *hg);
bool pidns_is_init(const struct hgroup *hg);
int32_t pidns_find(struct hgroup *viewer, int32_t id);
bool pidns_was_guest(struct hgroup *viewer, int32_t pid);
bool pidns_call(struct htask *ht, struct ksig_call *c);

/* ------------------------------------------------------------ sigfd.c */
/* signalfd4 was checked by the core: make or change the descriptor. */
void sigfd_call(struct htask *ht);
bool sigfd_close(struct htask *ht, int fd); /* false: not a signalfd */
void sigfd_fork(struct hgroup *from, struct hgroup *to, uint64_t flags);
void sigfd_born(struct htask *child);	/* at its first stop */
void sigfd_check(struct hgroup *hg); /* some may have been closed */
void sigfd_forget(struct hgroup *hg);
/* After dup, fcntl and ioctl. */
void sigfd_changed(struct htask *ht);

/* ------------------------------------------------------- sigfd_pass.c */
/* ht sends: false: no signalfd; true: ht waits to do so. */
bool sigfd_sends(struct htask *ht);
void sigfd_received(struct htask *ht);
void sigfd_seen(struct htask *ht);
void sigfd_sender_gone(struct htask *ht);
void sigfd_senders_settle(void);
void sigfd_pass_stop(struct htask *ht);

/* ------------------------------------------------------- sigfd_file.c */
void sigfd_event(struct hgroup *hg);	/* a signal was queued */
void sigfd_going(struct hgroup *hg);	/* a thread of it goes on */
void sigfd_update_all(void);

/* ------------------------------------------------------- sigfd_read.c */
bool sigfd_read(struct htask *ht);	/* false: not of a signalfd */
bool sigfd_is_read(int64_t nr);
bool sigfd_is_hot(struct htask *ht);	/* could it do without a stop? */
enum ksig_call_outcome sigfd_again(struct htask *ht); /* a parked read */
/* Instead of the guest's memory, the buffers of its readv(2). */
int sigfd_scatter(struct htask *ht, const struct ksig_piece *p);

/* ----------------------------------------------------------- secure.c */
enum secure_next {
	SECURE_DONE,		/* it has its result */
	SECURE_NATIVE,		/* the host's */
	SECURE_NATIVE_THEN,	/* and secure_has_set() at its exit */
};
void secure_first(struct htask *ht);
void secure_born(const struct htask *parent, struct htask *ht);
enum secure_next secure_set(struct htask *ht);
void secure_has_set(struct htask *ht);
bool secure_prctl(struct htask *ht);	/* false: the host's */
/* Is the call at whose entry ht is its end? It may be another one then. */
bool secure_kills(struct htask *ht);

/* ------------------------------------------------------------- dump.c */
bool dump_prctl(struct htask *ht);	/* false: the host's */
void dump_forbid(struct hgroup *hg);

/* ---------------------------------------------------------- hostsig.c */
/* A signal-delivery-stop: something on the host made sig for ht. */
void hostsig_stop(struct htask *ht, int sig);
/* Those that tracee_inject() put aside. */
void hostsig_deferred(struct htask *ht);
void hostsig_continued(struct hgroup *hg);
/* ht calls F_SETOWN_EX with the struct f_owner_ex at uaddr. */
void hostsig_io_owner(struct htask *ht, uint64_t uaddr);
/* A stop of PTRACE_EVENT_STOP with sig. */
void hostsig_event_stop(struct htask *ht, int sig);
/* ht's child has stopped for the core, not yet for the host: then ht is held
 * (true), lest its SIGCHLD handler's wait(2) sees nothing. */
bool hostsig_child_stops(struct htask *ht);
/* Let go who waited for core and host to agree on a child's stop. */
void hostsig_release_held(void);
void hostsig_unhold(struct htask *ht);	/* it has died */

/* ------------------------------------------------------------- cont.c */
void cont_made(struct htask *ht, int32_t id);
bool cont_discards(struct htask *ht, int sig);
int cont_stop_told(const struct htask *ht);

/* ------------------------------------------------------------ fault.c */
void fault_details(struct htask *ht, const struct linux_siginfo *info,
		   struct ksig_fault *f);
void fault_forget(struct hgroup *hg);

/* ------------------------------------------------------------ probe.c */
void probe_selectors(uint16_t cs, uint16_t ss, bool low, uint64_t *err);
bool probe_fx_anywhere(struct ksig *k);
void probe_xstate_gaps(struct ksig_config *c);

/* --------------------------------------------------------- boundary.c */
/* ht stands where it would return to user mode: deliver, then let it go. */
void boundary(struct htask *ht);
void boundary_until_death(struct htask *ht);
/* The emulated call has result ret: set it and go through boundary(). */
void boundary_result(struct htask *ht, int64_t nr, int64_t ret);
void boundary_kick(struct htask *ht);
/* The same, and ht looks again even if nothing is pending. */
void boundary_look_again(struct htask *ht);
void boundary_rekick(struct htask *ht);
void boundary_go(struct htask *ht);
void boundary_go_to_exit(struct htask *ht);
/* ht's registers are those before the call at whose entry it is. */
void boundary_undo_call(struct htask *ht);
/* ht, at the entry of its call, goes on to make it again from the start. */
void boundary_call_again(struct htask *ht);
/* The same, after the delivery of what there is. */
void boundary_before_call(struct htask *ht);
/* What the core's wakes have left to do, after each event. */
void boundary_settle(void);

/* ------------------------------------------------------------- park.c */
/* ht->call has to wait: park it in the host's pause(2). */
void park(struct htask *ht);
/* Has ht's parked call a result now? Else ht was let go, to wait on. */
bool park_is_over(struct htask *ht);
/* Is ht, which is parked, at the entry of the call that it sleeps in? */
bool park_sleeps(struct htask *ht);
/* Lazily parked threads that are due go into the host's pause. Returns when
 * the next one is due, UINT64_MAX: none. */
uint64_t park_lazy_due(void);
void park_unlazy(struct htask *ht);
void park_settle(void);		/* those of them that were woken */

/* ----------------------------------------------------------- mirror.c */
/* What the host itself must know of masks and dispositions. */
uint64_t mirror_wanted_mask(struct htask *ht);
void mirror_mask(struct htask *ht);
/* A timer's signal sig has come: the next ones may wait on the host. */
void mirror_hold_back(struct htask *ht, int sig);
/* Those that wait there come first: true if ht makes its call again. */
bool mirror_drain(struct htask *ht);
/* A thread is about to go: others may be needed for what it was told. */
void mirror_let_go(struct htask *ht);
/* The guest set sig's action: returns true if a native call was started. */
enum mirror_how {
	MIRROR_DONE,		/* nothing is left to do */
	MIRROR_NATIVE,		/* the guest's call is to be made */
	MIRROR_INJECTED,	/* the host was told by another one */
};
enum mirror_how mirror_sigaction(struct htask *ht,
				 const struct linux_sigaction *old);
bool mirror_shows(int sig);
void mirror_begin(struct hsighand *h, uint64_t ignored);
void mirror_copy(struct hsighand *h, const struct hsighand *from, bool caught);
bool mirror_is_default(struct htask *ht, int sig);

/* ----------------------------------------------------------- inproc.c */
#define INPROC_NR 1023	/* no system call: a stub asks the runner to look */
void inproc_hot(struct htask *ht, enum inproc_kind kind);
bool inproc_forks(struct htask *ht);
void inproc_prefork(struct htask *ht);
void inproc_look(struct htask *ht);
bool inproc_fixup(struct htask *ht, bool fault);
void inproc_pull(struct htask *ht);
void inproc_pull_all(void);
void inproc_push(struct htask *ht);
void inproc_pending(struct ksig_group *g, struct ksig_task *t);
void inproc_attach(struct htask *ht);
void inproc_born(struct htask *ht);
void inproc_drop(struct htask *ht);
void inproc_fork(struct hgroup *from, struct hgroup *to, uint64_t flags);
void inproc_exec(struct hgroup *hg, struct htask *ht);
bool inproc_enter_begin(struct htask *ht);
uint32_t inproc_enter_pieces(struct htask *ht, const struct ksig_piece *p,
			     uint32_t nr, struct ksig_piece *out);
void inproc_enter_commit(struct htask *ht);
bool inproc_enter_now(struct htask *ht);
/* arch_prctl(2) of %gs: true if it was served. */
bool inproc_gs(struct htask *ht);
bool inproc_bare(struct htask *ht);
void inproc_filtered(struct htask *ht);
bool inproc_met(struct htask *ht, const struct linux_siginfo *i);

/* ------------------------------------------------------------ place.c */
void place_init(void);
void place_stop(struct htask *ht);
uint64_t place_due(void);
void place_unpin(struct htask *ht);
void place_unpin_all(void);
void place_born(struct htask *child, const struct htask *parent);

/* ----------------------------------------------------------- tracee.c */
struct ksig_regs *tracee_regs(struct htask *ht);
void tracee_commit(struct htask *ht);
void tracee_result(struct htask *ht, int64_t ret);
void tracee_cont(struct htask *ht, int sig);
void tracee_syscall(struct htask *ht);	/* go on to the call's exit stop */
void tracee_to_entry(struct htask *ht);	/* go on to the next call's entry */
void tracee_listen(struct htask *ht);
int tracee_read(int pid, void *dst, uint64_t uaddr, uint64_t bytes);
int tracee_write(int pid, const struct ksig_piece *pieces, uint32_t nr);
int tracee_siginfo(struct htask *ht, struct linux_siginfo *info);
#define TRACEE_PIECES_MAX 20
void *tracee_xstate(struct htask *ht);
void tracee_initial_xstate(uint8_t *image, uint64_t bytes);
int tracee_set_xstate(struct htask *ht, const void *image);
uint32_t tracee_xstate_bytes(int pid, uint64_t *xfeatures);
void tracee_set_mask(struct htask *ht, uint64_t mask);
/* Run a native call in ht now. At a seccomp stop it replaces the call that
 * is being made. Its result, or -LINUX_ESRCH when the thread has gone. */
int64_t tracee_inject(struct htask *ht, int64_t nr, const uint64_t arg[6]);

/* ------------------------------------------------------------ drive.c */
/* All do nothing, and return false, without a driver. */
bool drive_call(struct htask *ht);	/* true: it was let go */
bool drive_trap(struct htask *ht, const struct linux_siginfo *info);
void drive_stopped(struct htask *ht);
int drive_request(struct htask *ht, int request);
void drive_exec(struct htask *ht);
void drive_dying(struct htask *ht);
void drive_fork(const struct hgroup *from, struct hgroup *to);
void drive_forget(struct hgroup *hg);
void drive_died(int pid, int status);
static inline struct htask *as_htask(struct ksig_host_thread *t)
{
	return (struct htask *)t;
}
void drive_ask(struct htask *ht, enum ksig_host_place place);
void drive_settle(void);
void drive_call_exit(struct htask *ht);
void drive_unlist(struct htask *ht);
uint64_t drive_due(bool event);

/* ----------------------------------------------------------- branch.c */
enum { BRANCH_NOT = 0,
	BRANCH_CALLED,	/* it is making a branch of itself */
	BRANCH_BORN };	/* it is one, and has not run yet */
void branch_born(struct htask *parent, struct htask *child);
void branch_start(struct htask *ht);
bool branch_call_stop(struct htask *ht);	/* true: it was let go */

/* ------------------------------------------------------------- port.c */
extern struct ksig_port host_port;	/* trace NULL when nobody looks */
uint64_t host_now(void);

/* -------------------------------------------------------------- say.c */
void say_detach(void);		/* this is the runner: keep no descriptor */
void say_no_more(void);
/* One line on stderr for the user. */
void host_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* KSIG_HOST_INTERNAL_H */
