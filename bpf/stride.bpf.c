// SPDX-License-Identifier: GPL-2.0
/*
 * Stride (Waldspurger and Weihl, 1995): a job's pass advances as it runs, the slower
 * the more tickets it has; the smallest pass runs, for a quantum. Over any time a
 * job is within a quantum of its share, where lottery leaves it to chance.
 *
 * Who comes, or comes back, is not ahead of the one that ran last: sleeping saves
 * nothing up.
 */
#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_UNIT_NS;
const volatile __u64 grain_ns = KILN_UNIT_NS / 4; /* see kiln_ran_grains() */

struct stride_task {
	u64 seen_ns;
	u64 pass;
};

KILN_TASKS(struct stride_task);

static u64 last_pass; /* of the job that got a CPU last */

static void advance(struct task_struct *p, struct stride_task *t)
{
	t->pass += kiln_stride(kiln_ran_grains(p, &t->seen_ns, grain_ns), kiln_tickets(p));
}

void BPF_STRUCT_OPS(stride_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct stride_task *t = task_of(p);

	if (!t)
		return;
	advance(p, t);
	if ((enq_flags & SCX_ENQ_WAKEUP) && t->pass < last_pass)
		t->pass = last_pass;
	kiln_join_by(p, t->pass, turn_slice(kiln_over(p, t->seen_ns), quantum_ns), enq_flags);
}

void BPF_STRUCT_OPS(stride_dispatch, s32 cpu, struct task_struct *prev)
{
	struct stride_task *t = task_of_prev(prev);

	if (t)
		advance(prev, t);
	kiln_run_best(cpu, prev, t ? t->pass : KILN_NONE,
		      turn_slice(t ? kiln_over(prev, t->seen_ns) : 0, quantum_ns));
}

void BPF_STRUCT_OPS(stride_running, struct task_struct *p)
{
	struct stride_task *t = task_of(p);

	if (t && last_pass < t->pass)
		last_pass = t->pass;
}

/* A new task, or one of another class, is not behind all that there are. */
void BPF_STRUCT_OPS(stride_enable, struct task_struct *p)
{
	struct stride_task *t = task_of(p);

	if (!t)
		return;
	kiln_ran(p, &t->seen_ns);
	t->pass = last_pass;
}

KILN_POLICY(stride, "proportional share, by pass",
	    .enqueue	= (void *)stride_enqueue,
	    .dispatch	= (void *)stride_dispatch,
	    .running	= (void *)stride_running,
	    .enable	= (void *)stride_enable,
	    .init_task	= (void *)kiln_init_task);
