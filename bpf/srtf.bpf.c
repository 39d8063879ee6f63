// SPDX-License-Identifier: GPL-2.0
/*
 * Shortest remaining time first: of all jobs the one that needs least CPU time
 * to its end runs. A job that comes takes the CPU from a running one only if it
 * needs strictly less; of equal ready jobs the one ready longest goes first.
 *
 * A job that declared no burst comes after all that did.
 */
#include "kiln.bpf.h"

/*
 * Two remaining times that are equal in the lecture differ on a machine: it is
 * always a little late, so the job that runs has had less than it should. They
 * count in whole grains, mostly rounded down.
 */
const volatile __u64 grain_ns = KILN_UNIT_NS / 4;

static u64 time_left(struct task_struct *p)
{
	u64 burst = kiln_hint(p, KILN_HINT_BURST);
	u64 had = kiln_hint(p, KILN_HINT_RELEASE_TIME);
	u64 left = burst > had ? burst - had : 0;

	if (p->flags & PF_EXITING) /* only has to be let go */
		return 0;
	if (!burst)
		return KILN_LAST;
	return grain_ns ? (left + grain_ns / 4) / grain_ns * grain_ns : left;
}

/* Is there a ready job that may use @cpu and needs less than @p? */
static bool shorter_waits(s32 cpu, struct task_struct *p)
{
	return kiln_first_key(cpu) < time_left(p);
}

void BPF_STRUCT_OPS(srtf_enqueue, struct task_struct *p, u64 enq_flags)
{
	u64 left = time_left(p);

	if (!kiln_join_by(p, left, kiln_endless(), enq_flags) && (enq_flags & SCX_ENQ_WAKEUP))
		kiln_take_cpu(p, left, time_left);
}

/* By now another job may be running, or the same need less: ask again. */
void BPF_STRUCT_OPS(srtf_dispatch, s32 cpu, struct task_struct *prev)
{
	if (kiln_wants_cpu(prev) && !shorter_waits(cpu, prev) && !kiln_joins(prev, 0))
		scx_bpf_task_set_slice(prev, kiln_endless());
	else
		kiln_run_first(prev, kiln_endless());
}

/* @p may come back to a CPU that other classes had while a shorter job came. */
void BPF_STRUCT_OPS(srtf_running, struct task_struct *p)
{
	s32 cpu = scx_bpf_task_cpu(p);

	if (shorter_waits(cpu, p))
		scx_bpf_kick_cpu(cpu, SCX_KICK_PREEMPT);
}

KILN_POLICY(srtf, "shortest remaining time first",
	    .enqueue	= (void *)srtf_enqueue,
	    .dispatch	= (void *)srtf_dispatch,
	    .running	= (void *)srtf_running);
