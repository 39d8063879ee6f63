/* SPDX-License-Identifier: GPL-2.0 */
/* Turns: what policies with a quantum share. */
#ifndef _TURNS_BPF_H
#define _TURNS_BPF_H

#include "kiln.bpf.h"

/*
 * A job that needs just its turn has to come to its end within it, and its exit
 * takes a while too, the same one however long the turn. So a turn may be longer by
 * this, in microseconds.
 */
const volatile __u64 grace_us = 2000;

/* A job's turn; the first member of what KILN_TASKS() keeps. */
struct turn {
	u64 seen_ns;
	u64 used_ns;
	bool is_over;
};

/*
 * Charge @p's turn with what it has had. Is it over now? It is longer than @turn_ns,
 * since the kernel looks at its ticks only. What it had too much is taken off the
 * next one, or it would add up.
 */
static inline bool turn_charge(const struct task_struct *p, struct turn *turn, u64 turn_ns)
{
	turn->used_ns += kiln_ran(p, &turn->seen_ns);
	if (turn->used_ns + grace_us * 1000 < turn_ns)
		return false;
	turn->used_ns = turn->used_ns > turn_ns ? turn->used_ns - turn_ns : 0;
	turn->is_over = true;
	return true;
}

/* The job joins the queue, or goes on. Was its turn over, so that a new one begins? */
static inline bool turn_next(struct turn *turn)
{
	bool was_over = turn->is_over;

	turn->is_over = false;
	return was_over;
}

/* The slice for what is left of a turn. */
static inline u64 turn_slice(u64 used_ns, u64 turn_ns)
{
	return (used_ns < turn_ns ? turn_ns - used_ns : 0) + grace_us * 1000;
}

/* @p, just woken, begins anew; any other goes on with what is left. The slice for it. */
static inline u64 turn_join(const struct task_struct *p, struct turn *turn, u64 turn_ns,
			    u64 enq_flags)
{
	turn_charge(p, turn, turn_ns);
	turn_next(turn);
	if (enq_flags & SCX_ENQ_WAKEUP)
		turn->used_ns = 0;
	return turn_slice(turn->used_ns, turn_ns);
}

/* @prev goes on: the slice for what is left, or for a new turn. */
static inline void turn_go_on(struct task_struct *prev, struct turn *turn, u64 turn_ns)
{
	turn_charge(prev, turn, turn_ns);
	turn_next(turn);
	scx_bpf_task_set_slice(prev, turn_slice(turn->used_ns, turn_ns));
}

#endif /* _TURNS_BPF_H */
