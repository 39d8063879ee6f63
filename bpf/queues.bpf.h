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

/* A job wakes at home, a new one on the CPU that has fewest. */
s32 BPF_STRUCT_OPS(queue_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct queue_task *t = task_of(p);

	if (t && (!t->home || !queue_is_open(t->home - 1, p)))
		t->home = queue_shortest(p) + 1;
	return t && t->home ? t->home - 1 : prev_cpu;
}

/* Home is where the kernel put it: no other CPU may be able to take it. */
static inline void queue_join(struct task_struct *p, struct queue_task *t, u64 enq_flags)
{
	s32 cpu = scx_bpf_task_cpu(p);

	if (kiln_serves_kernel(p, enq_flags))
		return;
	t->home = cpu + 1;
	scx_bpf_dsq_insert(p, cpu, turn_join(p, &t->turn, quantum_ns, enq_flags), enq_flags);
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
