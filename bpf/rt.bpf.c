// SPDX-License-Identifier: GPL-2.0
/*
 * Real-time levels, as SCHED_FIFO and SCHED_RR have them: the smallest level runs. Jobs
 * of one level take turns of a quantum; at the best levels, as many as the knob fifo
 * says, each runs to its end. A better one takes the CPU at once; who loses it keeps his
 * place, and what is left of his quantum.
 */
#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_RR_QUANTUM * KILN_UNIT_NS;
const volatile __u64 fifo; /* levels without turns */

KILN_TASKS(struct turn);

static u64 turn_of(const struct task_struct *p)
{
	u64 endless = _governs_all ? kiln_endless() : KILN_LAST;

	return kiln_level(p) <= fifo ? endless : quantum_ns;
}

/* Who has lost his CPU is ahead of those of his level that joined. */
static u64 key_of(const struct task_struct *p, bool joins)
{
	return 2 * kiln_level(p) + joins;
}

void BPF_STRUCT_OPS(rt_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct turn *turn = task_of(p);
	bool joins;

	if (!turn)
		return;
	turn_charge(p, turn, turn_of(p));
	joins = turn->is_over || (enq_flags & SCX_ENQ_WAKEUP);
	kiln_join_or_take(p, key_of(p, joins), turn_join(p, turn, turn_of(p), enq_flags),
			  enq_flags);
}

void BPF_STRUCT_OPS(rt_dispatch, s32 cpu, struct task_struct *prev)
{
	struct turn *turn = task_of_prev(prev);

	if (turn)
		turn_charge(prev, turn, turn_of(prev));
	if (turn && kiln_goes_on(cpu, prev, key_of(prev, turn->is_over)))
		turn_go_on(prev, turn, turn_of(prev));
	else
		kiln_run_first(prev, quantum_ns);
}

KILN_POLICY(rt, "real-time levels, turns within one",
	    .enqueue	= (void *)rt_enqueue,
	    .dispatch	= (void *)rt_dispatch,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
