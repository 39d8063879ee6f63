// SPDX-License-Identifier: GPL-2.0
/*
 * Earliest deadline first: of the ready jobs the one whose deadline is next runs, and
 * takes the CPU from any with a later one. Below full load no deadline is missed
 * (Liu and Layland, 1973); above it, one miss makes the next.
 *
 * A job without a deadline comes after all that have one. The admission test: a job is
 * refused its deadline if with it the jobs would need more than the CPUs.
 */
#include "kiln.bpf.h"

const volatile __u64 admission; /* 1: with the test */

/*
 * Two deadlines that are equal in the lecture differ here by how late the jobs were woken;
 * they count in whole grains.
 */
const volatile __u64 grain_ns = KILN_UNIT_NS / 4;

struct edf_task {
	u64 seen_ns;
	u64 density; /* 0: it has no deadline, or was refused it */
	bool refused;
};

KILN_TASKS(struct edf_task);

static u64 all_density; /* of all that are admitted */

static u64 deadline_of(const struct task_struct *p)
{
	u64 deadline = kiln_hint(p, KILN_HINT_DEADLINE) - kiln_zero_ns;

	return grain_ns ? (deadline + grain_ns / 2) / grain_ns * grain_ns : deadline;
}

/* Who has lost his CPU is ahead of those with the same deadline. */
static u64 key_of(struct task_struct *p, bool joins)
{
	struct edf_task *t = task_of(p);

	if (!t || t->refused || !kiln_hint(p, KILN_HINT_DEADLINE))
		return KILN_LAST + joins;
	return 2 * deadline_of(p) + joins;
}

static u64 density_of(const struct task_struct *p)
{
	u64 deadline = kiln_hint(p, KILN_HINT_DEADLINE);

	return kiln_density(kiln_hint(p, KILN_HINT_BURST),
			    deadline ? deadline - kiln_hint(p, KILN_HINT_ARRIVAL) : 0,
			    kiln_hint(p, KILN_HINT_PERIOD));
}

static void admit(const struct task_struct *p, struct edf_task *t)
{
	u64 density = density_of(p);

	if (t->density || t->refused)
		return;
	t->refused = __sync_add_and_fetch(&all_density, density) >
		     p->nr_cpus_allowed * KILN_FULL_LOAD;
	if (t->refused)
		__sync_fetch_and_sub(&all_density, density);
	else
		t->density = density;
}

void BPF_STRUCT_OPS(edf_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct edf_task *t = task_of(p);

	if (t && admission && kiln_arrives(p))
		admit(p, t);
	kiln_join_or_take(p, key_of(p, kiln_joins(p, enq_flags)), kiln_endless(), enq_flags);
}

void BPF_STRUCT_OPS(edf_dispatch, s32 cpu, struct task_struct *prev)
{
	u64 key = kiln_wants_cpu(prev) ? key_of(prev, kiln_joins(prev, 0)) : KILN_NONE;

	kiln_run_best(cpu, prev, key, kiln_endless());
}

void BPF_STRUCT_OPS(edf_exit_task, struct task_struct *p, struct scx_exit_task_args *args)
{
	struct edf_task *t = task_of(p);

	if (t)
		__sync_fetch_and_sub(&all_density, t->density);
}

KILN_POLICY(edf, "earliest deadline first",
	    .enqueue	= (void *)edf_enqueue,
	    .dispatch	= (void *)edf_dispatch,
	    .init_task	= (void *)kiln_init_task,
	    .exit_task	= (void *)edf_exit_task);
