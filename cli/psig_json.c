/* SPDX-License-Identifier: MIT */
/* The same for programs: one JSON object a process (ksig(1)). */
#include "cli/psig.h"
#include "cli/json_put.h"

#define PSIG_VERSION 1

static void add_mask(struct json_object *to, const char *key, ksig_sigset set)
{
	struct json_object *list = json_object_new_array();
	char name[CLI_NAME_MAX];
	int sig;

	for (sig = 1; sig <= KSIG_NSIG; sig++)
		if ((set & PSIG_BIT(sig)) != 0)
			json_object_array_add(list, json_object_new_string(
				cli_signal_name(sig, name)));
	add(to, key, list);
}

/* The threads that block sig, or for which it is pending. */
static void add_tids(struct json_object *to, const char *key,
		     const struct psig_process *p, int sig, bool pending)
{
	struct json_object *list = json_object_new_array();
	const struct psig_thread *t;
	size_t i;

	for (i = 0; i < p->nr_threads; i++) {
		t = &p->threads[i];
		if (((pending ? t->pending : t->blocked) & PSIG_BIT(sig)) != 0)
			json_object_array_add(list,
					      json_object_new_int(t->tid));
	}
	add(to, key, list);
}

static void add_action(struct json_object *o, struct psig_view *v,
		       const struct psig_process *p, int sig)
{
	const struct linux_sigaction *act = &p->action[sig];
	struct cli_symbol sym;

	if (psig_disposition(p, sig) != PSIG_CAUGHT ||
	    (p->asked & PSIG_BIT(sig)) == 0) {
		add(o, "handler", NULL);
		add(o, "flags", NULL);
		add(o, "mask", NULL);
		return;
	}
	psig_symbol(v, p, sig, &sym);
	add_symbol(o, "handler", &sym, act->handler);
	add_flags(o, (uint32_t)act->flags);
	add_mask(o, "mask", act->mask);
}

static struct json_object *signal_json(struct psig_view *v,
				       const struct psig_process *p, int sig)
{
	static const char *const words[] = {
		[PSIG_DEFAULT] = "default",
		[PSIG_IGNORED] = "ignored",
		[PSIG_CAUGHT] = "caught",
	};
	struct json_object *o = json_object_new_object();

	add_signal(o, "sig", sig);
	add_word(o, "disposition", words[psig_disposition(p, sig)]);
	add_action(o, v, p, sig);
	add_tids(o, "blocked", p, sig, false);
	add_bool(o, "pending_shared", (p->pending & PSIG_BIT(sig)) != 0);
	add_tids(o, "pending_private", p, sig, true);
	return o;
}

static struct json_object *cmd_json(const struct psig_process *p)
{
	struct json_object *cmd = json_object_new_array();
	size_t at;

	for (at = 0; at < p->cmd_bytes; at += strlen(p->cmd + at) + 1)
		json_object_array_add(cmd, guest_string(p->cmd + at));
	return cmd;
}

static struct json_object *threads_json(const struct psig_process *p)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < p->nr_threads; i++)
		json_object_array_add(list,
				      json_object_new_int(p->threads[i].tid));
	return list;
}

void psig_json(struct psig_view *v, const struct psig_process *p,
	       const char *why)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	int sig;

	add_word(o, "ksig", "psig");
	add_int(o, "version", PSIG_VERSION);
	add_int(o, "pid", p->pid);
	add(o, "comm", guest_string(p->comm));
	add(o, "cmd", cmd_json(p));
	add_bool(o, "stopped", p->is_stopped);
	add_some(o, "tracer", (uint64_t)p->tracer);
	add(o, "error", why != NULL ? guest_string(why) : NULL);
	add(o, "threads", threads_json(p));
	for (sig = 1; sig <= KSIG_NSIG; sig++)
		json_object_array_add(list, signal_json(v, p, sig));
	add(o, "signals", list);
	print_line(o, &v->out);
}
