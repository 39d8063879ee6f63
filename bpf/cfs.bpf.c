// SPDX-License-Identifier: GPL-2.0
/*
 * Completely fair scheduling (Molnar, 2007): the job with the smallest virtual runtime
 * runs. It grows with the time on the CPU, slower for a job with a larger weight.
 * Within one latency each ready job has a turn, as long as its part of the weights,
 * but not below the granularity.
 *
 * Who comes, or comes back, begins with the smallest virtual runtime there is, or half
 * a latency less if it slept: so it soon has a turn, but cannot save up the time
 * that it slept.
 */
#include "turns.bpf.h"

const volatile __u64 latency_ns = 4 * KILN_UNIT_NS;
const volatile __u64 granularity_ns = KILN_UNIT_NS;
const volatile __u64 grain_ns = KILN_UNIT_NS / 4; /* see kiln_ran_grains() */

struct cfs_task {
	u64 seen_ns;
	u64 vruntime;
	u64 weight; /* that all_weights has of it, 0: it is not ready */
};

KILN_TASKS(struct cfs_task);

static u64 least_vruntime; /* never goes back */
static s64 all_weights;	   /* of the jobs that are ready or running */

static void charge(struct task_struct *p, struct cfs_task *t)
{
	u64 ran = kiln_ran_grains(p, &t->seen_ns, grain_ns);

	if (t->weight)
		t->vruntime += ran * 1024 / t->weight;
}

/* Its part of the latency, less what it had too much the last time. */
static u64 next_turn(struct task_struct *p, struct cfs_task *t)
{
	s64 all = all_weights;
	u64 turn = all > 0 ? latency_ns * t->weight / (u64)all : latency_ns;

	if (turn < granularity_ns)
		turn = granularity_ns;
	return turn_slice(kiln_over(p, t->seen_ns), turn);
}

/* The virtual runtime of a running job, up to now. */
static u64 vruntime_of(struct task_struct *p)
{
	struct cfs_task *t = task_of(p);

	return t && t->weight ? t->vruntime + kiln_over(p, t->seen_ns) * 1024 / t->weight : 0;
}

void BPF_STRUCT_OPS(cfs_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct cfs_task *t = task_of(p);
	u64 credit = latency_ns / 2, floor = least_vruntime;

	if (!t)
		return;
	charge(p, t);
	if (t->vruntime) /* it has run before, so it slept */
		floor = floor > credit ? floor - credit : 0;
	if ((enq_flags & SCX_ENQ_WAKEUP) && t->vruntime < floor)
		t->vruntime = floor;
	if (!kiln_join_by(p, t->vruntime, granularity_ns, enq_flags) &&
	    (enq_flags & SCX_ENQ_WAKEUP))
		kiln_take_cpu(p, t->vruntime + granularity_ns, vruntime_of);
}

void BPF_STRUCT_OPS(cfs_dispatch, s32 cpu, struct task_struct *prev)
{
	struct cfs_task *t = task_of_prev(prev);

	if (t)
		charge(prev, t);
	kiln_run_best(cpu, prev, t ? t->vruntime : KILN_NONE,
		      t ? next_turn(prev, t) : granularity_ns);
}

void BPF_STRUCT_OPS(cfs_running, struct task_struct *p)
{
	struct cfs_task *t = task_of(p);

	if (!t)
		return;
	if (least_vruntime < t->vruntime)
		least_vruntime = t->vruntime;
	scx_bpf_task_set_slice(p, next_turn(p, t)); /* others may have come since it joined */
}

void BPF_STRUCT_OPS(cfs_runnable, struct task_struct *p, u64 enq_flags)
{
	struct cfs_task *t = task_of(p);

	if (!t || t->weight)
		return;
	t->weight = kiln_weight(p->static_prio - 120); /* 120 is nice 0 */
	__sync_fetch_and_add(&all_weights, t->weight);
}

void BPF_STRUCT_OPS(cfs_quiescent, struct task_struct *p, u64 deq_flags)
{
	struct cfs_task *t = task_of(p);

	if (!t)
		return;
	charge(p, t);
	__sync_fetch_and_sub(&all_weights, t->weight);
	t->weight = 0;
}

/* A new task, or one of another class, is not behind all that there are. */
void BPF_STRUCT_OPS(cfs_enable, struct task_struct *p)
{
	struct cfs_task *t = task_of(p);

	if (!t)
		return;
	kiln_ran(p, &t->seen_ns);
	t->vruntime = _governs_all ? least_vruntime : 0;
}

KILN_POLICY(cfs, "smallest virtual runtime first",
	    .enqueue	= (void *)cfs_enqueue,
	    .dispatch	= (void *)cfs_dispatch,
	    .running	= (void *)cfs_running,
	    .runnable	= (void *)cfs_runnable,
	    .quiescent	= (void *)cfs_quiescent,
	    .enable	= (void *)cfs_enable,
	    .init_task	= (void *)kiln_init_task);
