// SPDX-License-Identifier: GPL-2.0
/*
 * Earliest deadline first: of the ready jobs the one whose deadline is next runs, and
 * takes the CPU from any with a later one. Below full load no deadline is missed
 * (Liu and Layland, 1973); above it, one miss makes the next.
 *
 * A job without a deadline comes after all that have one.
 */
#include "kiln.bpf.h"

/* Who has lost his CPU is ahead of those with the same deadline. */
static u64 key_of(const struct task_struct *p, bool joins)
{
	u64 deadline = kiln_hint(p, KILN_HINT_DEADLINE);

	return deadline ? 2 * deadline + joins : KILN_LAST + joins;
}

void BPF_STRUCT_OPS(edf_enqueue, struct task_struct *p, u64 enq_flags)
{
	kiln_join_or_take(p, key_of(p, kiln_joins(p, enq_flags)), kiln_endless(), enq_flags);
}

void BPF_STRUCT_OPS(edf_dispatch, s32 cpu, struct task_struct *prev)
{
	u64 key = kiln_wants_cpu(prev) ? key_of(prev, kiln_joins(prev, 0)) : KILN_NONE;

	kiln_run_best(cpu, prev, key, kiln_endless());
}

KILN_POLICY(edf, "earliest deadline first",
	    .enqueue	= (void *)edf_enqueue,
	    .dispatch	= (void *)edf_dispatch);
