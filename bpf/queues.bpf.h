/* SPDX-License-Identifier: GPL-2.0 */
/* A queue a CPU: what percpu and steal share. A CPU's number is its queue's id. */
#ifndef _QUEUES_BPF_H
#define _QUEUES_BPF_H

#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_RR_QUANTUM * KILN_UNIT_NS;

struct queue_task {
	struct turn turn;
	s32 home; /* its CPU + 1; 0: it has none yet */
};

KILN_TASKS(struct queue_task);

static u32 cpus_offline;

static inline bool queue_is_open(s32 cpu, const struct task_struct *p)
{
	const struct cpumask *online = scx_bpf_get_online_cpumask();
	bool open = bpf_cpumask_test_cpu(cpu, online) && bpf_cpumask_test_cpu(cpu, p->cpus_ptr);

	scx_bpf_put_cpumask(online);
	return open;
}

/* Jobs that @cpu has, running and waiting. */
static inline u64 queue_length(s32 cpu)
{
	struct task_struct *curr = __COMPAT_scx_bpf_cpu_curr(cpu);

	return scx_bpf_dsq_nr_queued(cpu) + (curr && kiln_governs(curr));
}

/* Of the CPUs that @p may use the one that has fewest jobs. */
static inline s32 queue_shortest(const struct task_struct *p)
{
	s32 cpu, nr_cpus = scx_bpf_nr_cpu_ids(), shortest = -1;
	u64 fewest = KILN_NONE;

	bpf_for(cpu, 0, nr_cpus) {
		if (queue_is_open(cpu, p) && queue_length(cpu) < fewest) {
			fewest = queue_length(cpu);
			shortest = cpu;
		}
	}
	return shortest;
}

/* The CPU that @p is to wake on: its home, or a new one. */
static inline s32 queue_home(const struct task_struct *p, struct queue_task *t)
{
	if (!t->home || !queue_is_open(t->home - 1, p))
		t->home = queue_shortest(p) + 1;
	return t->home - 1;
}

s32 BPF_STRUCT_OPS(queue_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct queue_task *t = task_of(p);

	return t ? queue_home(p, t) : prev_cpu;
}

/* A job that wakes goes home; any other stays where it is, and that is its home now. */
static inline void queue_join(struct task_struct *p, struct queue_task *t, u64 enq_flags)
{
	s32 cpu = scx_bpf_task_cpu(p), home;

	if (kiln_serves_kernel(p, enq_flags))
		return;
	if (!(enq_flags & SCX_ENQ_WAKEUP))
		t->home = cpu + 1;
	home = queue_home(p, t);
	scx_bpf_dsq_insert(p, home, turn_join(p, &t->turn, quantum_ns, enq_flags), enq_flags);
	if (home != cpu)
		scx_bpf_kick_cpu(home, SCX_KICK_IDLE);
}

/* Whoever dispatches first takes the jobs of CPUs that went away. */
static inline bool queue_rescue(void)
{
	const struct cpumask *online;
	s32 cpu, nr_cpus = scx_bpf_nr_cpu_ids();
	bool moved = false;

	if (!cpus_offline)
		return false;
	online = scx_bpf_get_online_cpumask();
	bpf_for(cpu, 0, nr_cpus) {
		if (!bpf_cpumask_test_cpu(cpu, online) && scx_bpf_dsq_move_to_local(cpu, 0)) {
			moved = true;
			break;
		}
	}
	scx_bpf_put_cpumask(online);
	return moved;
}

void BPF_STRUCT_OPS(queue_cpu_online, s32 cpu)
{
	__sync_fetch_and_sub(&cpus_offline, 1);
}

void BPF_STRUCT_OPS(queue_cpu_offline, s32 cpu)
{
	__sync_fetch_and_add(&cpus_offline, 1);
}

static inline void queue_go_on(struct task_struct *prev)
{
	struct queue_task *t = kiln_wants_cpu(prev) ? task_of(prev) : NULL;

	if (t)
		turn_go_on(prev, &t->turn, quantum_ns);
}

s32 BPF_STRUCT_OPS_SLEEPABLE(queue_init)
{
	s32 cpu, nr_cpus = scx_bpf_nr_cpu_ids(), err = 0;

	bpf_for(cpu, 0, nr_cpus) {
		err = scx_bpf_create_dsq(cpu, -1);
		if (err)
			break;
	}
	return err;
}

#endif /* _QUEUES_BPF_H */
