// SPDX-License-Identifier: GPL-2.0
/*
 * Round robin: jobs take turns. Each runs for one quantum at most and then
 * joins the ready queue behind those that came meanwhile.
 *
 * A long quantum makes it first come, first served; with a short one the CPU
 * does little but switch.
 */
#include "kiln.bpf.h"

const volatile __u64 quantum_ns = KILN_RR_QUANTUM * KILN_UNIT_NS;

/*
 * A job that needs just its quantum has to come to its end within it, and its
 * exit takes a while too, the same one whatever the quantum. So a turn may be
 * longer by this, in microseconds.
 */
const volatile __u64 grace_us = 2000;

/*
 * It is longer still, since the kernel looks at the clock only at its ticks.
 * What a job had too much is taken off its next turn, or it would add up.
 */
struct turns {
	u64 had_ns;  /* CPU time of all its turns */
	u64 over_ns; /* what the last one was too long */
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct turns);
} turns SEC(".maps");

/* How long @p may run now. */
static u64 next_turn(struct task_struct *p, bool fresh)
{
	struct turns *t = bpf_task_storage_get(&turns, p, NULL, 0);
	u64 had;

	if (!t)
		return quantum_ns + grace_us * 1000;
	had = p->se.sum_exec_runtime - t->had_ns + t->over_ns;
	t->had_ns = p->se.sum_exec_runtime;
	t->over_ns = fresh || had < quantum_ns ? 0 : had % quantum_ns;
	return quantum_ns + grace_us * 1000 - t->over_ns;
}

void BPF_STRUCT_OPS(rr_enqueue, struct task_struct *p, u64 enq_flags)
{
	kiln_join(p, next_turn(p, enq_flags & SCX_ENQ_WAKEUP), enq_flags);
}

void BPF_STRUCT_OPS(rr_dispatch, s32 cpu, struct task_struct *prev)
{
	if (!scx_bpf_dsq_move_to_local(KILN_READY, 0) && kiln_wants_cpu(prev))
		scx_bpf_task_set_slice(prev, next_turn(prev, false));
}

s32 BPF_STRUCT_OPS(rr_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	struct turns *t = bpf_task_storage_get(&turns, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!t)
		return -ENOMEM;
	t->had_ns = p->se.sum_exec_runtime;
	return 0;
}

KILN_POLICY(rr, "round robin: turns of one quantum",
	    .enqueue	= (void *)rr_enqueue,
	    .dispatch	= (void *)rr_dispatch,
	    .init_task	= (void *)rr_init_task);
