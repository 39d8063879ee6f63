/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every policy needs and none of them is about: one ready queue that all
 * CPUs share, an idle CPU for a job that comes, the CPU of a lesser one, what a job
 * said of itself and what the policy keeps of it, and the reason why the kernel
 * took the policy out.
 *
 * In a run of jobs only tasks of class SCHED_EXT are governed, so the machine
 * outlives a bad policy; "kiln sched load" makes it every task.
 */
#ifndef _KILN_BPF_H
#define _KILN_BPF_H

/* The kernel tells an operation more than a rule wants to know. */
#pragma clang diagnostic ignored "-Wunused-parameter"
/* A policy may have its own operation in place of one of KILN_POLICY()'s. */
#pragma clang diagnostic ignored "-Winitializer-overrides"

/*
 * scx has its constants filled in by the loader. Here libbpf does it, so any
 * loader will do: without scx's macros the names are the kernel's enumerators.
 */
#define __SCX_ENUMS_BPF_H
#include <scx/common.bpf.h>
#include <kiln/sched.h>
#include <kiln/policy.h>

#define SCX_SLICE_INF	 bpf_core_enum_value(enum scx_public_consts, SCX_SLICE_INF)
#define SCX_KICK_IDLE	 bpf_core_enum_value(enum scx_kick_flags, SCX_KICK_IDLE)
#define SCX_KICK_PREEMPT bpf_core_enum_value(enum scx_kick_flags, SCX_KICK_PREEMPT)
#define SCX_SLICE_DFL	 bpf_core_enum_value(enum scx_public_consts, SCX_SLICE_DFL)
#define SCX_ENQ_PREEMPT	 bpf_core_enum_value(enum scx_enq_flags, SCX_ENQ_PREEMPT)
#define SCX_DSQ_LOCAL	 bpf_core_enum_value(enum scx_dsq_id_flags, SCX_DSQ_LOCAL)
#define SCX_ENQ_WAKEUP	 bpf_core_enum_value(enum scx_enq_flags, SCX_ENQ_WAKEUP)
#define SCX_TASK_QUEUED	 bpf_core_enum_value(enum scx_ent_flags, SCX_TASK_QUEUED)

#define MAX_RT_PRIO 100 /* no enumerators, so not in vmlinux.h */
#define SCHED_EXT   7
#define KILN_READY  0		 /* the ready queue's id */
#define KILN_LAST   (1ULL << 62) /* a key after every other */
#define KILN_NONE   (1ULL << 63) /* no key at all */

/* Written by kiln: does the policy govern every task, or those of class SCHED_EXT alone? */
const volatile __u64 _governs_all;

/*
 * In a loop the verifier follows each value that a sum or a minimum may have, and gives up
 * at a million; to what this is added it does not know.
 */
static volatile u64 unknown_zero;

/* When the jobs' clock began: CLOCK_MONOTONIC, written by kiln; 0 in general use. */
u64 kiln_zero_ns;

char _license[] SEC("license") = "GPL";

UEI_DEFINE(uei);

u64 kiln_sched_hint(s32 tid, u32 hint) __ksym __weak;

/* What @p said of itself, enum kiln_hint; 0 when it did not, or to nobody. */
static inline u64 kiln_hint(const struct task_struct *p, u32 hint)
{
	return bpf_ksym_exists(kiln_sched_hint) ? kiln_sched_hint(p->pid, hint) : 0;
}

/* Its level, 1 the best; one that has none comes after all that do. */
static inline u64 kiln_level(const struct task_struct *p)
{
	return kiln_hint(p, KILN_HINT_LEVEL) ?: 1ULL << 20;
}

/* Is @p a job that has had no CPU yet, so that this is its arrival? */
static inline bool kiln_arrives(const struct task_struct *p)
{
	return kiln_hint(p, KILN_HINT_JOB) && !kiln_hint(p, KILN_HINT_CPU_TIME);
}

static inline u64 kiln_tickets(const struct task_struct *p)
{
	return kiln_hint(p, KILN_HINT_TICKETS) ?: KILN_TICKETS;
}

/* Time since the jobs' clock began. */
static inline u64 kiln_now(void)
{
	u64 now = bpf_ktime_get_ns();

	return now > kiln_zero_ns ? now - kiln_zero_ns : 0;
}

const volatile __u64 hair_ns = KILN_UNIT_NS / 5; /* see kiln_is_ending() */

/*
 * Has @p only to be let go? A job that is late by a hair must not lose its CPU
 * to one that came, by the clock, when it should have ended.
 */
static inline bool kiln_is_ending(const struct task_struct *p)
{
	u64 burst = kiln_hint(p, KILN_HINT_BURST);
	u64 had = burst ? kiln_hint(p, KILN_HINT_RELEASE_TIME) : 0;

	return (p->flags & PF_EXITING) ||
	       (burst && had + hair_ns >= burst && had < burst + hair_ns);
}

/*
 * KILN_TASKS(struct x): the policy keeps a struct x of each task, zeroed, of which
 * task_of() gets it, and task_of_prev() if the task wants to go on. It begins with
 * a u64, the seen_ns of kiln_ran().
 */
#define KILN_TASKS(what) \
	struct { \
		__uint(type, BPF_MAP_TYPE_TASK_STORAGE); \
		__uint(map_flags, BPF_F_NO_PREALLOC); \
		__type(key, int); \
		__type(value, what); \
	} kiln_tasks SEC(".maps"); \
\
	static inline what *task_of(struct task_struct *p) \
	{ \
		return bpf_task_storage_get(&kiln_tasks, p, NULL, 0); \
	} \
\
	static inline __maybe_unused what *task_of_prev(struct task_struct *prev) \
	{ \
		return kiln_wants_cpu(prev) ? task_of(prev) : NULL; \
	} \
\
	/* From now on @p is governed: what it had before, elsewhere, does not count. */ \
	void BPF_STRUCT_OPS(kiln_enable, struct task_struct *p) \
	{ \
		what *t = task_of(p); \
\
		if (t) \
			*(u64 *)t = p->se.sum_exec_runtime; \
	} \
\
	s32 BPF_STRUCT_OPS(kiln_init_task, struct task_struct *p, struct scx_init_task_args *args) \
	{ \
		what *t = bpf_task_storage_get(&kiln_tasks, p, NULL, \
					       BPF_LOCAL_STORAGE_GET_F_CREATE); \
\
		if (!t) \
			return -ENOMEM; \
		*(u64 *)t = p->se.sum_exec_runtime; \
		return 0; \
	}

/*
 * CPU time that @p has had since this was last asked, in whole grains: two sums that are
 * equal in the lecture would never be so here. What is over or missing counts the
 * next time. Of two CPUs that ask at once, one is told 0.
 */
static inline u64 kiln_ran_grains(const struct task_struct *p, u64 *seen_ns, u64 grain_ns)
{
	u64 seen = READ_ONCE(*seen_ns); /* first: the sum only grows */
	s64 ran = READ_ONCE(p->se.sum_exec_runtime) - seen + grain_ns / 2;

	if (ran < 0)
		return 0;
	if (grain_ns)
		ran = (u64)ran / grain_ns * grain_ns;
	return __sync_bool_compare_and_swap(seen_ns, seen, seen + ran) ? ran : 0;
}

/* The same to the last nanosecond. */
static inline u64 kiln_ran(const struct task_struct *p, u64 *seen_ns)
{
	return kiln_ran_grains(p, seen_ns, 0);
}

/* What was over, 0 when something is missing. */
static inline u64 kiln_over(const struct task_struct *p, u64 seen_ns)
{
	return p->se.sum_exec_runtime > seen_ns ? p->se.sum_exec_runtime - seen_ns : 0;
}

/*
 * The slice of a job that is not to be interrupted. In general use there is an end to
 * it, since the kernel throws a policy out that lets a task wait for 30 s.
 */
static inline u64 kiln_endless(void)
{
	return _governs_all ? 1000000000 : SCX_SLICE_INF;
}

/*
 * Does @p only join now, behind its equals? Who has lost his CPU keeps his place before
 * them; but where slices end, nobody may do so for ever.
 */
static inline bool kiln_joins(const struct task_struct *p, u64 enq_flags)
{
	return (enq_flags & SCX_ENQ_WAKEUP) || (_governs_all && !p->scx.slice);
}

/* Is @p a task that the policy governs? */
static inline bool kiln_governs(const struct task_struct *p)
{
	if (p->flags & PF_IDLE)
		return false;
	return _governs_all ? p->prio >= MAX_RT_PRIO : p->policy == SCHED_EXT;
}

/*
 * Does this CPU go offline? It can still wake tasks, but no longer tell another CPU: the
 * interrupt for that would never come, and all later ones would wait for it.
 */
static inline bool kiln_cpu_leaves(void)
{
	const struct cpumask *online = scx_bpf_get_online_cpumask();
	bool leaves = !bpf_cpumask_test_cpu(bpf_get_smp_processor_id(), online);

	scx_bpf_put_cpumask(online);
	return leaves;
}

/*
 * A kernel thread is no job: others wait for what it does, RCU's and the watchdog's
 * among them. It has its CPU at once.
 */
static inline bool kiln_runs_at_once(struct task_struct *p, u64 enq_flags)
{
	if (!(p->flags & PF_KTHREAD) && !kiln_cpu_leaves())
		return false;
	if (enq_flags & SCX_ENQ_WAKEUP)
		enq_flags |= SCX_ENQ_PREEMPT;
	scx_bpf_dsq_insert(p, SCX_DSQ_LOCAL, SCX_SLICE_DFL, enq_flags);
	return true;
}

/* May @p run on @cpu? */
static inline bool kiln_may_use(s32 cpu, const struct task_struct *p)
{
	return bpf_cpumask_test_cpu(cpu, p->cpus_ptr);
}

/* Has @cpu nothing to do? Then it is about to look for a job by itself. */
static inline bool kiln_is_idle(s32 cpu)
{
	const struct task_struct *curr = __COMPAT_scx_bpf_cpu_curr(cpu);

	return curr && (curr->flags & PF_IDLE);
}

/* Does @p want to go on? */
static inline bool kiln_wants_cpu(const struct task_struct *p)
{
	return p && (p->scx.flags & SCX_TASK_QUEUED);
}

/*
 * @p has joined the ready queue. The CPU that it is with looks there by itself
 * when it idles, and another idle one has to be told. Is there one for @p?
 */
static inline bool kiln_tell_idle_cpu(struct task_struct *p)
{
	s32 cpu;

	if (kiln_is_idle(scx_bpf_task_cpu(p)))
		return true;
	if (p->nr_cpus_allowed == 1)
		return false;
	cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
	if (cpu < 0)
		return false;
	scx_bpf_kick_cpu(cpu, SCX_KICK_IDLE);
	return true;
}

/* @p joins the ready queue behind all others. */
static inline void kiln_join(struct task_struct *p, u64 slice, u64 enq_flags)
{
	if (kiln_runs_at_once(p, enq_flags))
		return;
	scx_bpf_dsq_insert(p, KILN_READY, slice, enq_flags);
	kiln_tell_idle_cpu(p);
}

/* @p joins it behind those whose key is smaller or equal. Will it run at once? */
static inline bool kiln_join_by(struct task_struct *p, u64 key, u64 slice, u64 enq_flags)
{
	if (kiln_runs_at_once(p, enq_flags))
		return true;
	scx_bpf_dsq_insert_vtime(p, KILN_READY, slice, key, enq_flags);
	return kiln_tell_idle_cpu(p);
}

/* The key of the first ready job that may use @cpu, KILN_NONE when there is none. */
static inline u64 kiln_first_key(s32 cpu)
{
	u64 key = KILN_NONE;
	struct task_struct *first;

	bpf_for_each(scx_dsq, first, KILN_READY, 0) {
		if (kiln_may_use(cpu, first)) {
			key = first->scx.dsq_vtime;
			break;
		}
	}
	return key;
}

/*
 * The least key of the ready jobs that may use @cpu, KILN_NONE when there is none; for
 * keys that change while a job waits, so that the queue is not in their order.
 */
static __always_inline u64 kiln_least_ready(s32 cpu, u64 (*key_of)(struct task_struct *p))
{
	u64 least = KILN_NONE;
	struct task_struct *p;

	bpf_for_each(scx_dsq, p, KILN_READY, 0) {
		if (kiln_may_use(cpu, p)) {
			u64 its = key_of(p);

			if (its < least)
				least = its + unknown_zero;
		}
	}
	return least;
}

/* Run the first whose key is @least; if somebody else took it, the first at all. */
static __always_inline void kiln_run_least(s32 cpu, u64 least, u64 (*key_of)(struct task_struct *p))
{
	struct task_struct *p;
	bool moved = false;

	bpf_for_each(scx_dsq, p, KILN_READY, 0) {
		if (kiln_may_use(cpu, p) && key_of(p) <= least) {
			moved = scx_bpf_dsq_move(BPF_FOR_EACH_ITER, p, SCX_DSQ_LOCAL, 0);
			break;
		}
	}
	if (!moved)
		scx_bpf_dsq_move_to_local(KILN_READY, 0);
}

/* The key that @p joined the ready queue with. */
static inline u64 kiln_key(struct task_struct *p)
{
	return p->scx.dsq_vtime;
}

/* @p takes the CPU of the running job with the largest key, if that is above @key. */
static __always_inline void kiln_take_cpu(const struct task_struct *p, u64 key,
					  u64 (*key_of)(struct task_struct *p))
{
	s32 cpu, nr_cpus = scx_bpf_nr_cpu_ids(), worst_cpu = -1;

	bpf_for(cpu, 0, nr_cpus) {
		struct task_struct *curr = __COMPAT_scx_bpf_cpu_curr(cpu);
		u64 its;

		if (!curr || !kiln_governs(curr) || kiln_is_ending(curr) || !kiln_may_use(cpu, p))
			continue;
		its = key_of(curr);
		if (its > key) {
			key = its + unknown_zero;
			worst_cpu = cpu;
		}
	}
	if (worst_cpu >= 0)
		scx_bpf_kick_cpu(worst_cpu, SCX_KICK_PREEMPT);
}

/* As kiln_join_by(), but if all CPUs are busy it takes one from a lesser job. */
static inline void kiln_join_or_take(struct task_struct *p, u64 key, u64 slice, u64 enq_flags)
{
	if (!kiln_join_by(p, key, slice, enq_flags) && (enq_flags & SCX_ENQ_WAKEUP))
		kiln_take_cpu(p, key, kiln_key);
}

/* The first that may use this CPU gets it; without one @prev has @slice more. */
static inline void kiln_run_first(struct task_struct *prev, u64 slice)
{
	if (!scx_bpf_dsq_move_to_local(KILN_READY, 0) && kiln_wants_cpu(prev))
		scx_bpf_task_set_slice(prev, slice);
}

/* Does @prev go on? If it wants to, and its @key is the smallest. */
static inline bool kiln_goes_on(s32 cpu, struct task_struct *prev, u64 key)
{
	if (!kiln_wants_cpu(prev) || key >= kiln_first_key(cpu))
		return false;
	scx_bpf_task_set_dsq_vtime(prev, key);
	return true;
}

/* @prev, if it goes on, or else the first. */
static inline void kiln_run_best(s32 cpu, struct task_struct *prev, u64 key, u64 slice)
{
	if (kiln_goes_on(cpu, prev, key))
		scx_bpf_task_set_slice(prev, slice);
	else
		kiln_run_first(prev, slice);
}

/* An idle CPU if there is one. What order the jobs run in is said elsewhere. */
s32 BPF_STRUCT_OPS(kiln_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	bool is_idle;

	return scx_bpf_select_cpu_dfl(p, prev_cpu, wake_flags, &is_idle);
}

/* CPUs may come and go: the kernel moves the jobs. */
void BPF_STRUCT_OPS(kiln_cpu_online, s32 cpu)
{
}

void BPF_STRUCT_OPS(kiln_cpu_offline, s32 cpu)
{
}

s32 BPF_STRUCT_OPS_SLEEPABLE(kiln_init)
{
	return scx_bpf_create_dsq(KILN_READY, -1);
}

void BPF_STRUCT_OPS(kiln_exit, struct scx_exit_info *ei)
{
	UEI_RECORD(uei, ei);
}

/* The policy @policy, what is said of it in a list, and its operations. */
#define KILN_POLICY(policy, summary, ...) \
	const char kiln_summary[] = summary; \
	SCX_OPS_DEFINE(policy, \
		       .name = #policy, \
		       .flags = SCX_OPS_SWITCH_PARTIAL, \
		       .select_cpu = (void *)kiln_select_cpu, \
		       .cpu_online = (void *)kiln_cpu_online, \
		       .cpu_offline = (void *)kiln_cpu_offline, \
		       .init = (void *)kiln_init, \
		       .exit = (void *)kiln_exit, \
		       __VA_ARGS__)

#endif /* _KILN_BPF_H */
