// SPDX-License-Identifier: GPL-2.0
/*
 * Decay usage, as in old Unix: at each interval a job's usage becomes usage / 2 +
 * what it has had in the interval. The job whose level and usage, in units, add up
 * to least runs, for a quantum, and a lesser one takes its CPU at once.
 *
 * Who waits long enough for a device has nearly no usage left: interactive jobs
 * come first without saying that they are interactive.
 */
#include "turns.bpf.h"

const volatile __u64 quantum_ns = 10 * KILN_UNIT_NS;
const volatile __u64 interval_ns = 10 * KILN_UNIT_NS;
const volatile __u64 level_ns = KILN_UNIT_NS;	  /* what a level counts as usage */
const volatile __u64 grain_ns = KILN_UNIT_NS / 4; /* see kiln_ran_grains() */

struct decay_task {
	u64 seen_ns;
	u64 used_ns; /* of its quantum */
	u64 recent;  /* what it has had in this interval */
	u64 usage;
	u64 interval; /* the last one that is accounted for */
};

KILN_TASKS(struct decay_task);

static u64 interval_now(void)
{
	return interval_ns ? kiln_now() / interval_ns : 0;
}

/* Usage after all intervals up to that one; the first halving adds what was recent. */
static u64 decayed(const struct decay_task *t, u64 interval)
{
	u64 halvings = interval > t->interval ? interval - t->interval : 0;

	if (!halvings)
		return t->usage;
	return halvings > 63 ? 0 : (t->usage / 2 + t->recent) >> (halvings - 1);
}

/* Charge @p with what it has had, and let its usage decay up to now. Has it decayed? */
static bool charge(const struct task_struct *p, struct decay_task *t)
{
	u64 interval = interval_now(), ran = kiln_ran_grains(p, &t->seen_ns, grain_ns);

	t->used_ns += ran;
	t->recent += ran;
	if (t->interval >= interval)
		return false;
	t->usage = decayed(t, interval);
	t->recent = 0;
	t->interval = interval;
	return true;
}

/* The smaller the sooner. Of any task, so nothing is written. */
static u64 priority(struct task_struct *p)
{
	struct decay_task *t = task_of(p);

	if (!t)
		return KILN_LAST;
	return decayed(t, interval_now()) + kiln_hint(p, KILN_HINT_LEVEL) * level_ns;
}

static bool quantum_ends(struct decay_task *t)
{
	if (t->used_ns + grace_us * 1000 < quantum_ns)
		return false;
	t->used_ns = 0;
	return true;
}

void BPF_STRUCT_OPS(decay_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct decay_task *t = task_of(p);

	if (!t || kiln_runs_at_once(p, enq_flags))
		return;
	charge(p, t);
	quantum_ends(t);
	if (enq_flags & SCX_ENQ_WAKEUP)
		t->used_ns = 0;
	scx_bpf_dsq_insert(p, KILN_READY, turn_slice(t->used_ns, quantum_ns), enq_flags);
	if (!kiln_tell_idle_cpu(p) && (enq_flags & SCX_ENQ_WAKEUP))
		kiln_take_cpu(p, priority(p), priority);
}

void BPF_STRUCT_OPS(decay_dispatch, s32 cpu, struct task_struct *prev)
{
	struct decay_task *t = task_of_prev(prev);
	u64 least = kiln_least_ready(cpu, priority), its = KILN_NONE;

	if (t) {
		charge(prev, t);
		its = priority(prev);
	}
	/* Of equals it goes on, unless its quantum is over. */
	if (t && its + quantum_ends(t) <= least) {
		scx_bpf_task_set_slice(prev, turn_slice(t->used_ns, quantum_ns));
		return;
	}
	kiln_run_least(cpu, least, priority);
}

/* At the end of an interval another may have become the best. */
void BPF_STRUCT_OPS(decay_tick, struct task_struct *p)
{
	struct decay_task *t = task_of(p);

	if (t && charge(p, t) && kiln_least_ready(scx_bpf_task_cpu(p), priority) < priority(p))
		scx_bpf_task_set_slice(p, 0);
}

KILN_POLICY(decay, "decay usage: who had much lately waits",
	    .enqueue	= (void *)decay_enqueue,
	    .dispatch	= (void *)decay_dispatch,
	    .tick	= (void *)decay_tick,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
