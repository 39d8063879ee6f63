// SPDX-License-Identifier: GPL-2.0
/*
 * Shortest job first: of the ready jobs the one with the shortest burst runs,
 * for as long as it likes. Of equals the one that has been ready longest.
 *
 * No other order without preemption has a shorter average wait, but bursts must
 * be known beforehand. A job that declares none gets a prediction: the exponential
 * average of the bursts that it has had, between one block and the next.
 */
#include "kiln.bpf.h"

const volatile __u64 alpha = 50;		   /* weight of the last burst, in percent */
const volatile __u64 guess_ns = 10 * KILN_UNIT_NS; /* the first prediction */
const volatile __u64 grain_ns = KILN_UNIT_NS / 4;  /* see kiln_ran_grains() */

struct sjf_task {
	u64 seen_ns;
	u64 predicted_ns; /* 0: none yet */
};

KILN_TASKS(struct sjf_task);

void BPF_STRUCT_OPS(sjf_enqueue, struct task_struct *p, u64 enq_flags)
{
	u64 burst = kiln_hint(p, KILN_HINT_BURST);
	struct sjf_task *t = task_of(p);

	if (!t)
		return;
	if (!t->predicted_ns || kiln_arrives(p)) {
		t->seen_ns = p->se.sum_exec_runtime;
		t->predicted_ns = guess_ns;
	} else if (enq_flags & SCX_ENQ_WAKEUP) {
		t->predicted_ns = kiln_average(kiln_ran_grains(p, &t->seen_ns, grain_ns),
					       t->predicted_ns, alpha);
	}
	kiln_join_by(p, burst ?: t->predicted_ns, kiln_endless(), enq_flags);
}

void BPF_STRUCT_OPS(sjf_dispatch, s32 cpu, struct task_struct *prev)
{
	kiln_run_first(prev, kiln_endless());
}

KILN_POLICY(sjf, "shortest job first",
	    .enqueue	= (void *)sjf_enqueue,
	    .dispatch	= (void *)sjf_dispatch,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
