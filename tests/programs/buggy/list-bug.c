/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output, crash
 * buggy-check: -
 *
 * Class:  a linked list that main and the handler change.
 * Window: main has read the head, and not yet written the new one.
 * Rule:   C17 7.14.1.1, POSIX 2.4.3: the handler may touch no such object.
 * Wrong:  a node is in two lists, and the rest in none.
 */
#include <stdio.h>
#include "buggy.h"

#define NODES 8
#define JOBS 12

struct node {
	struct node *volatile next;
};

static struct node node[NODES];
static struct node *volatile free_nodes, *volatile events;

static void put(struct node *volatile *list, struct node *n)
{
	n->next = *list;
	*list = n;
}

static struct node *take(struct node *volatile *list)
{
	struct node *n = *list;

	if (n)
		*list = n->next;
	return n;
}

/* Queues an event for main. */
static void handler(int sig)
{
	struct node *n = take(&free_nodes);

	(void)sig;
	if (n)
		put(&events, n);
}

static void serve_events(void)
{
	struct node *n = take(&events);

	if (n)
		put(&free_nodes, n);
}

int main(void)
{
	struct node *n;
	char line[40];
	int i;

	for (i = 0; i < NODES; i++)
		put(&free_nodes, &node[i]);
	handle(SIGUSR1, handler, 0);
	for (i = 0; i < JOBS; i++) {
		n = take(&free_nodes);
		if (n)
			put(&free_nodes, n);
		serve_events();
	}
	block(SIGUSR1);
	while (events)
		serve_events();
	for (i = 0, n = free_nodes; n && i < 2 * NODES; n = n->next)
		i++;
	snprintf(line, sizeof line, "%d nodes\n", i);
	say(line);
	return 0;
}
