// SPDX-License-Identifier: GPL-2.0
/*
 * Static priorities: of the ready jobs the one with the smallest level runs, of
 * equals the one that has been ready longest. A job that comes takes the CPU from
 * a lesser one, unless preemptive=0; who loses it keeps his place.
 *
 * A stream of important jobs starves all others: see prio-aging.
 */
#include "kiln.bpf.h"

const volatile __u64 preemptive = 1;

/* Who has lost his CPU is ahead of those of his level that joined. */
static u64 key_of(const struct task_struct *p, bool joins)
{
	return 2 * kiln_level(p) + joins;
}

void BPF_STRUCT_OPS(prio_enqueue, struct task_struct *p, u64 enq_flags)
{
	u64 key = key_of(p, kiln_joins(p, enq_flags));

	if (preemptive)
		kiln_join_or_take(p, key, kiln_endless(), enq_flags);
	else
		kiln_join_by(p, key, kiln_endless(), enq_flags);
}

void BPF_STRUCT_OPS(prio_dispatch, s32 cpu, struct task_struct *prev)
{
	if (preemptive && kiln_wants_cpu(prev))
		kiln_run_best(cpu, prev, key_of(prev, kiln_joins(prev, 0)), kiln_endless());
	else
		kiln_run_first(prev, kiln_endless());
}

KILN_POLICY(prio, "static priorities",
	    .enqueue	= (void *)prio_enqueue,
	    .dispatch	= (void *)prio_dispatch);
