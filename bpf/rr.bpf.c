// SPDX-License-Identifier: GPL-2.0
/*
 * Round robin: jobs take turns. Each runs for one quantum at most and then
 * joins the ready queue behind those that came meanwhile.
 *
 * A long quantum makes it first come, first served; with a short one the CPU
 * does little but switch.
 */
#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_RR_QUANTUM * KILN_UNIT_NS;

KILN_TASKS(struct turn);

void BPF_STRUCT_OPS(rr_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct turn *turn = task_of(p);

	if (turn)
		kiln_join(p, turn_join(p, turn, quantum_ns, enq_flags), enq_flags);
}

void BPF_STRUCT_OPS(rr_dispatch, s32 cpu, struct task_struct *prev)
{
	struct turn *turn = task_of_prev(prev);

	if (!scx_bpf_dsq_move_to_local(KILN_READY, 0) && turn)
		turn_go_on(prev, turn, quantum_ns);
}

KILN_POLICY(rr, "round robin: turns of one quantum",
	    .enqueue	= (void *)rr_enqueue,
	    .dispatch	= (void *)rr_dispatch,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
