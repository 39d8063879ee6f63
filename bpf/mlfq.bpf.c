// SPDX-License-Identifier: GPL-2.0
/*
 * Multi-level feedback queue. A job begins at the top; when it has used up its
 * allotment there, in one go or in many, it falls a level, where allotments are
 * twice as long. The highest level that is not empty runs, its jobs in turn.
 * Every boost interval all jobs are at the top again.
 *
 * Interactive jobs stay at the top without saying that they are. A job that
 * blocks just before its allotment ends gains nothing: it is kept across sleeps.
 */
#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_UNIT_NS;
const volatile __u64 levels = 3;
const volatile __u64 boost_ns = 20 * KILN_UNIT_NS;

struct mlfq_task {
	struct turn turn; /* its allotment */
	u64 level;
	u64 boost; /* the number of the last boost that it has seen */
};

KILN_TASKS(struct mlfq_task);

static u64 allotment(const struct mlfq_task *t)
{
	return quantum_ns << (t->level & 31);
}

/* Charge what it has had; when its allotment is used up it falls. */
static void charge(struct task_struct *p, struct mlfq_task *t)
{
	if (turn_charge(p, &t->turn, allotment(t)) && t->level + 1 < levels)
		t->level++;
}

/*
 * Nobody has to be moved at a boost: a key counts from the first one on, so who
 * was ready then is ahead of who joins the top after it.
 */
static u64 key_of(struct mlfq_task *t, bool joins)
{
	u64 boost = boost_ns ? kiln_now() / boost_ns : 0;

	if (t->boost != boost)
		t->level = t->turn.used_ns = 0;
	t->boost = boost;
	return 2 * (boost * levels + t->level) + joins;
}

void BPF_STRUCT_OPS(mlfq_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct mlfq_task *t = task_of(p);
	u64 key;

	if (!t)
		return;
	charge(p, t);
	key = key_of(t, turn_next(&t->turn) || (enq_flags & SCX_ENQ_WAKEUP));
	kiln_join_or_take(p, key, turn_slice(t->turn.used_ns, allotment(t)), enq_flags);
}

void BPF_STRUCT_OPS(mlfq_dispatch, s32 cpu, struct task_struct *prev)
{
	struct mlfq_task *t = task_of_prev(prev);

	if (t)
		charge(prev, t);
	if (t && kiln_goes_on(cpu, prev, key_of(t, t->turn.is_over)))
		turn_go_on(prev, &t->turn, allotment(t));
	else
		kiln_run_first(prev, quantum_ns);
}

KILN_POLICY(mlfq, "multi-level feedback queue",
	    .enqueue	= (void *)mlfq_enqueue,
	    .dispatch	= (void *)mlfq_dispatch,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
