/* SPDX-License-Identifier: GPL-2.0 */
/* A queue a CPU: what percpu and steal share. A CPU's number is its queue's id. */
#ifndef _QUEUES_BPF_H
#define _QUEUES_BPF_H

#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_RR_QUANTUM * KILN_UNIT_NS;

#define QUEUES 1024 /* CPUs that are told apart */

struct queue_task {
	struct turn turn;
	s32 home;    /* its CPU + 1; 0: it has none yet */
	s32 counted; /* the CPU whose jobs it is one of, + 1; 0: it is not ready */
};

KILN_TASKS(struct queue_task);

static inline bool queue_is_open(s32 cpu, const struct task_struct *p)
{
	const struct cpumask *online = scx_bpf_get_online_cpumask();
	bool open = bpf_cpumask_test_cpu(cpu, online) && kiln_may_use(cpu, p);

	scx_bpf_put_cpumask(online);
	return open;
}

/* Jobs that each CPU has, running and waiting. */
static s64 queue_jobs[QUEUES];

static inline void queue_count(s32 cpu, s64 change)
{
	if (cpu >= 0 && cpu < QUEUES)
		__sync_fetch_and_add(&queue_jobs[cpu], change);
}

static inline s64 queue_length(s32 cpu)
{
	return cpu >= 0 && cpu < QUEUES ? queue_jobs[cpu] : 0;
}

/* @p is one of @cpu's jobs from now on, or of nobody's when that is -1. */
static inline void queue_move(struct queue_task *t, s32 cpu)
{
	if (t->counted == cpu + 1)
		return;
	queue_count(t->counted - 1, -1);
	queue_count(cpu, 1);
	t->counted = cpu + 1;
}

void BPF_STRUCT_OPS(queue_runnable, struct task_struct *p, u64 enq_flags)
{
	struct queue_task *t = task_of(p);

	if (t)
		queue_move(t, scx_bpf_task_cpu(p));
}

void BPF_STRUCT_OPS(queue_running, struct task_struct *p)
{
	struct queue_task *t = task_of(p);
	s32 cpu = scx_bpf_task_cpu(p);

	if (!t)
		return;
	queue_move(t, cpu);
	t->home = cpu + 1; /* it may have been stolen */
}

void BPF_STRUCT_OPS(queue_quiescent, struct task_struct *p, u64 deq_flags)
{
	struct queue_task *t = task_of(p);

	if (t)
		queue_move(t, -1);
}

/* Of the CPUs that @p may use the one that has fewest jobs. */
static inline s32 queue_shortest(const struct task_struct *p)
{
	s32 cpu, nr_cpus = scx_bpf_nr_cpu_ids(), shortest = -1;
	s64 fewest = KILN_LAST;

	bpf_for(cpu, 0, nr_cpus) {
		if (queue_is_open(cpu, p) && queue_length(cpu) < fewest) {
			fewest = queue_length(cpu);
			shortest = cpu;
		}
	}
	return shortest;
}

/* A job wakes at home; one that arrives gets its home where there are fewest. */
s32 BPF_STRUCT_OPS(queue_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct queue_task *t = task_of(p);

	if (t && (!t->home || kiln_arrives(p) || !queue_is_open(t->home - 1, p)))
		t->home = queue_shortest(p) + 1;
	return t && t->home ? t->home - 1 : prev_cpu;
}

/* Home is where the kernel put it: no other CPU may be able to take it. Has it joined? */
static inline bool queue_join(struct task_struct *p, struct queue_task *t, u64 enq_flags)
{
	s32 cpu = scx_bpf_task_cpu(p);

	if (kiln_runs_at_once(p, enq_flags))
		return false;
	t->home = cpu + 1;
	scx_bpf_dsq_insert(p, cpu, turn_join(p, &t->turn, quantum_ns, enq_flags), enq_flags);
	return true;
}

static inline void queue_go_on(struct task_struct *prev)
{
	struct queue_task *t = task_of_prev(prev);

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
