// SPDX-License-Identifier: GPL-2.0
/*
 * One queue that all CPUs share, and turns: round robin, to be seen beside percpu and
 * steal. No CPU idles while a job waits, but a job has another CPU each time, and each CPU
 * needs the queue's lock.
 */
#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_RR_QUANTUM * KILN_UNIT_NS;

KILN_TASKS(struct turn);

void BPF_STRUCT_OPS(global_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct turn *turn = task_of(p);

	if (turn)
		kiln_join(p, turn_join(p, turn, quantum_ns, enq_flags), enq_flags);
}

void BPF_STRUCT_OPS(global_dispatch, s32 cpu, struct task_struct *prev)
{
	struct turn *turn = task_of_prev(prev);

	if (!scx_bpf_dsq_move_to_local(KILN_READY, 0) && turn)
		turn_go_on(prev, turn, quantum_ns);
}

KILN_POLICY(global, "round robin, one queue for all CPUs",
	    .enqueue	= (void *)global_enqueue,
	    .dispatch	= (void *)global_dispatch,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
