// SPDX-License-Identifier: GPL-2.0
/*
 * Earliest eligible virtual deadline first (Stoica and Abdel-Wahab, 1995). Virtual time
 * is the mean of the ready and running jobs' virtual runtimes, by weight. Who is not
 * ahead of it is eligible; of those the one with the earliest virtual deadline runs, that
 * is its virtual runtime at the beginning of its request and the request's length.
 *
 * What a job is behind, its lag, it keeps while it sleeps, a request at most: so it can
 * neither save up nor shed what it owes.
 */
#include "turns.bpf.h"

const volatile __u64 request_ns = KILN_UNIT_NS;
const volatile __u64 grain_ns = KILN_UNIT_NS / 4; /* see kiln_ran_grains() */

struct eevdf_task {
	u64 seen_ns;
	u64 vruntime;
	u64 deadline;
	s64 lag;    /* while it is away */
	u64 weight; /* that weights has of it, 0: it is away */
};

KILN_TASKS(struct eevdf_task);

static u64 virtual_time = KILN_VIRTUAL_ZERO;
static s64 weights; /* of the tasks that are ready or running */

/* Charge @p and the time of all with what it has had. */
static void charge(const struct task_struct *p, struct eevdf_task *t)
{
	u64 ran = kiln_ran_grains(p, &t->seen_ns, grain_ns);
	s64 all = weights;

	if (!ran || !t->weight)
		return;
	__sync_fetch_and_add(&t->vruntime, kiln_virtual(ran, t->weight));
	if (all > 0)
		__sync_fetch_and_add(&virtual_time, kiln_virtual(ran, all));
}

static void charge_running(void)
{
	s32 cpu, nr_cpus = scx_bpf_nr_cpu_ids();

	bpf_for(cpu, 0, nr_cpus) {
		struct task_struct *curr = __COMPAT_scx_bpf_cpu_curr(cpu);
		struct eevdf_task *t = curr && kiln_governs(curr) ? task_of(curr) : NULL;

		if (t)
			charge(curr, t);
	}
}

static bool is_eligible(const struct eevdf_task *t)
{
	return t->vruntime <= virtual_time + KILN_VIRTUAL_HAIR;
}

/*
 * The smallest runs: the deadline if it is eligible. Of several CPUs' jobs those that wait
 * may all be ahead: then the least ahead.
 */
static u64 key_of(struct task_struct *p)
{
	struct eevdf_task *t = task_of(p);

	if (!t)
		return KILN_NONE - 1;
	return is_eligible(t) ? t->deadline : KILN_LAST + t->vruntime;
}

static u64 request_left(const struct eevdf_task *t)
{
	return kiln_request_left(t->vruntime, t->deadline, t->weight);
}

/* A request that is used up makes way for the next. */
static void renew(struct eevdf_task *t)
{
	u64 request;

	if (!t->weight || request_left(t))
		return;
	request = kiln_virtual(request_ns, t->weight);
	t->vruntime = kiln_bounded_lead(t->vruntime, virtual_time, request);
	t->deadline = t->vruntime + request;
}

/* For the rest of its request, less what it had too much the last time. */
static u64 slice_of(const struct task_struct *p, const struct eevdf_task *t)
{
	return turn_slice(kiln_over(p, t->seen_ns), request_left(t));
}

void BPF_STRUCT_OPS(eevdf_runnable, struct task_struct *p, u64 enq_flags)
{
	struct eevdf_task *t = task_of(p);
	s64 all;

	if (!t || t->weight)
		return;
	charge_running();
	t->weight = kiln_weight(p->static_prio - 120); /* 120 is nice 0 */
	all = __sync_fetch_and_add(&weights, t->weight);
	if (all > 0)
		__sync_fetch_and_sub(&virtual_time, kiln_lag_moves(t->lag, t->weight, all));
	t->vruntime = virtual_time - t->lag;
	t->deadline = t->vruntime + kiln_virtual(request_ns, t->weight);
}

void BPF_STRUCT_OPS(eevdf_quiescent, struct task_struct *p, u64 deq_flags)
{
	struct eevdf_task *t = task_of(p);
	s64 all, most;

	if (!t || !t->weight)
		return;
	charge_running();
	charge(p, t);
	most = kiln_virtual(request_ns, t->weight);
	t->lag = virtual_time - t->vruntime;
	all = __sync_sub_and_fetch(&weights, t->weight);
	if (all > 0)
		__sync_fetch_and_add(&virtual_time, kiln_lag_moves(t->lag, t->weight, all));
	t->weight = 0;
	t->lag = t->lag > most ? most : t->lag < -most ? -most : t->lag;
}

void BPF_STRUCT_OPS(eevdf_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct eevdf_task *t = task_of(p);

	if (!t)
		return;
	charge(p, t);
	renew(t);
	if (!kiln_join_by(p, t->deadline, slice_of(p, t), enq_flags) &&
	    (enq_flags & SCX_ENQ_WAKEUP) && is_eligible(t))
		kiln_take_cpu(p, t->deadline, key_of);
}

void BPF_STRUCT_OPS(eevdf_dispatch, s32 cpu, struct task_struct *prev)
{
	struct eevdf_task *t = task_of_prev(prev);
	u64 least;

	charge_running();
	if (t)
		renew(t);
	least = kiln_least_ready(cpu, key_of);
	if (t && key_of(prev) < least)
		scx_bpf_task_set_slice(prev, slice_of(prev, t));
	else
		kiln_run_least(cpu, least, key_of);
}

KILN_POLICY(eevdf, "earliest virtual deadline of those that are eligible",
	    .enqueue	= (void *)eevdf_enqueue,
	    .dispatch	= (void *)eevdf_dispatch,
	    .runnable	= (void *)eevdf_runnable,
	    .quiescent	= (void *)eevdf_quiescent,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
