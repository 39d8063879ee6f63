// SPDX-License-Identifier: GPL-2.0
/*
 * Work stealing: a queue a CPU, as percpu has, but a CPU with nothing to do takes the
 * job that has waited longest in the longest of the others' queues. A job moves
 * only if otherwise a CPU would idle.
 */
#include "queues.bpf.h"

void BPF_STRUCT_OPS(steal_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct queue_task *t = task_of(p);

	if (t && queue_join(p, t, enq_flags))
		kiln_tell_idle_cpu(p);
}

/* Of a CPU that is busy: one that idles takes its jobs itself. */
static s32 longest_queue(void)
{
	s32 cpu, nr_cpus = scx_bpf_nr_cpu_ids(), longest = -1, most = 0;

	bpf_for(cpu, 0, nr_cpus) {
		s32 n = scx_bpf_dsq_nr_queued(cpu);

		if (n > most && !kiln_is_idle(cpu)) {
			most = n;
			longest = cpu;
		}
	}
	return longest;
}

void BPF_STRUCT_OPS(steal_dispatch, s32 cpu, struct task_struct *prev)
{
	s32 victim;

	if (scx_bpf_dsq_move_to_local(cpu, 0))
		return;
	queue_go_on(prev);
	if (kiln_wants_cpu(prev))
		return;
	victim = longest_queue();
	if (victim >= 0)
		scx_bpf_dsq_move_to_local(victim, 0);
}

KILN_POLICY(steal, "a queue a CPU; who idles steals from the longest",
	    .select_cpu	= (void *)queue_select_cpu,
	    .enqueue	= (void *)steal_enqueue,
	    .dispatch	= (void *)steal_dispatch,
	    .runnable	= (void *)queue_runnable,
	    .running	= (void *)queue_running,
	    .quiescent	= (void *)queue_quiescent,
	    .init	= (void *)queue_init,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
