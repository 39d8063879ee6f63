// SPDX-License-Identifier: GPL-2.0
/*
 * Shortest job first: of the ready jobs the one with the shortest burst runs,
 * for as long as it likes. Of equals the one that has been ready longest.
 *
 * No other order without preemption has a shorter average wait, but bursts must
 * be known beforehand: a job that declared none comes after all that did.
 */
#include "kiln.bpf.h"

void BPF_STRUCT_OPS(sjf_enqueue, struct task_struct *p, u64 enq_flags)
{
	u64 burst = kiln_hint(p, KILN_HINT_BURST) ?: KILN_LAST;

	kiln_join_by(p, burst, SCX_SLICE_INF, enq_flags);
}

void BPF_STRUCT_OPS(sjf_dispatch, s32 cpu, struct task_struct *prev)
{
	kiln_run_first(prev, SCX_SLICE_INF);
}

KILN_POLICY(sjf, "shortest job first",
	    .enqueue	= (void *)sjf_enqueue,
	    .dispatch	= (void *)sjf_dispatch);
