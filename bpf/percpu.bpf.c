// SPDX-License-Identifier: GPL-2.0
/*
 * A queue a CPU: a job is given to the CPU that has fewest jobs when it arrives, and
 * stays there. Each CPU takes its own in turn. No lock is shared and caches stay
 * warm, but one CPU may idle while jobs wait for another: see steal.
 */
#include "queues.bpf.h"

void BPF_STRUCT_OPS(percpu_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct queue_task *t = task_of(p);

	if (t)
		queue_join(p, t, enq_flags);
}

void BPF_STRUCT_OPS(percpu_dispatch, s32 cpu, struct task_struct *prev)
{
	if (!scx_bpf_dsq_move_to_local(cpu, 0))
		queue_go_on(prev);
}

KILN_POLICY(percpu, "round robin, a queue a CPU",
	    .select_cpu	= (void *)queue_select_cpu,
	    .enqueue	= (void *)percpu_enqueue,
	    .dispatch	= (void *)percpu_dispatch,
	    .runnable	= (void *)queue_runnable,
	    .running	= (void *)queue_running,
	    .quiescent	= (void *)queue_quiescent,
	    .init	= (void *)queue_init,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
