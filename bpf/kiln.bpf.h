/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every policy needs and none of them is about: one ready queue that all
 * CPUs share, an idle CPU for a job that comes, what a job said of itself, and
 * the reason why the kernel took the policy out.
 *
 * Only tasks of class SCHED_EXT are governed, so the machine outlives a bad
 * policy.
 */
#ifndef _KILN_BPF_H
#define _KILN_BPF_H

/* The kernel tells an operation more than a rule wants to know. */
#pragma clang diagnostic ignored "-Wunused-parameter"

/*
 * scx has its constants filled in by the loader. Here libbpf does it, so any
 * loader will do: without scx's macros the names are the kernel's enumerators.
 */
#define __SCX_ENUMS_BPF_H
#include <scx/common.bpf.h>
#include <kiln/sched.h>

#define SCX_SLICE_INF	 bpf_core_enum_value(enum scx_public_consts, SCX_SLICE_INF)
#define SCX_KICK_IDLE	 bpf_core_enum_value(enum scx_kick_flags, SCX_KICK_IDLE)
#define SCX_KICK_PREEMPT bpf_core_enum_value(enum scx_kick_flags, SCX_KICK_PREEMPT)
#define SCX_ENQ_WAKEUP	 bpf_core_enum_value(enum scx_enq_flags, SCX_ENQ_WAKEUP)
#define SCX_TASK_QUEUED	 bpf_core_enum_value(enum scx_ent_flags, SCX_TASK_QUEUED)

#define SCHED_EXT  7		/* no enumerator, so not in vmlinux.h */
#define KILN_READY 0		/* the ready queue's id */
#define KILN_LAST  (1ULL << 62) /* a key after every other */

char _license[] SEC("license") = "GPL";

UEI_DEFINE(uei);

u64 kiln_sched_hint(s32 tid, u32 hint) __ksym __weak;

/* What @p said of itself, enum kiln_hint; 0 when it did not, or to nobody. */
static inline u64 kiln_hint(const struct task_struct *p, u32 hint)
{
	return bpf_ksym_exists(kiln_sched_hint) ? kiln_sched_hint(p->pid, hint) : 0;
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
	struct task_struct *curr = __COMPAT_scx_bpf_cpu_curr(scx_bpf_task_cpu(p));
	s32 cpu;

	if (curr && (curr->flags & PF_IDLE))
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
	scx_bpf_dsq_insert(p, KILN_READY, slice, enq_flags);
	kiln_tell_idle_cpu(p);
}

/* @p joins it behind those whose key is smaller or equal. Will it run at once? */
static inline bool kiln_join_by(struct task_struct *p, u64 key, u64 slice, u64 enq_flags)
{
	scx_bpf_dsq_insert_vtime(p, KILN_READY, slice, key, enq_flags);
	return kiln_tell_idle_cpu(p);
}

/* The first that may use this CPU gets it; without one @prev has @slice more. */
static inline void kiln_run_first(struct task_struct *prev, u64 slice)
{
	if (!scx_bpf_dsq_move_to_local(KILN_READY, 0) && kiln_wants_cpu(prev))
		scx_bpf_task_set_slice(prev, slice);
}

/* An idle CPU if there is one. What order the jobs run in is said elsewhere. */
s32 BPF_STRUCT_OPS(kiln_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	bool is_idle;

	return scx_bpf_select_cpu_dfl(p, prev_cpu, wake_flags, &is_idle);
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
		       .init = (void *)kiln_init, \
		       .exit = (void *)kiln_exit, \
		       __VA_ARGS__)

#endif /* _KILN_BPF_H */
