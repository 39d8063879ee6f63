// SPDX-License-Identifier: GPL-2.0
/*
 * Priorities that age: a ready job gains a level for each interval that it waits,
 * so that none waits for ever. Nobody is interrupted.
 *
 * All that wait age alike. So their order never changes, and nobody has to look at
 * them again: a job's key is the time when it joined, and an interval a level.
 */
#include "kiln.bpf.h"

const volatile __u64 interval_ns = KILN_UNIT_NS;

void BPF_STRUCT_OPS(aging_enqueue, struct task_struct *p, u64 enq_flags)
{
	kiln_join_by(p, kiln_now() + kiln_level(p) * interval_ns, kiln_endless(), enq_flags);
}

void BPF_STRUCT_OPS(aging_dispatch, s32 cpu, struct task_struct *prev)
{
	kiln_run_first(prev, kiln_endless());
}

KILN_POLICY(prio_aging, "priorities that rise while a job waits",
	    .enqueue	= (void *)aging_enqueue,
	    .dispatch	= (void *)aging_dispatch);
