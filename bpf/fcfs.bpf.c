// SPDX-License-Identifier: GPL-2.0
/*
 * First come, first served: jobs run in the order in which they became ready,
 * each for as long as it likes.
 *
 * Nothing is preempted, so a long job holds up every short one behind it.
 */
#include "kiln.bpf.h"

void BPF_STRUCT_OPS(fcfs_enqueue, struct task_struct *p, u64 enq_flags)
{
	kiln_join(p, kiln_endless(), enq_flags);
}

void BPF_STRUCT_OPS(fcfs_dispatch, s32 cpu, struct task_struct *prev)
{
	kiln_run_first(prev, kiln_endless());
}

KILN_POLICY(fcfs, "first come, first served",
	    .enqueue	= (void *)fcfs_enqueue,
	    .dispatch	= (void *)fcfs_dispatch);
