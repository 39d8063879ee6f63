// SPDX-License-Identifier: GPL-2.0
/* What a BPF policy may ask: kiln_sched_hint(). */
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/module.h>
#include <linux/pid_namespace.h>

#include "internal.h"

static u64 hint_of(struct job *job, u32 hint)
{
	u64 arrival, deadline;

	switch (hint) {
	case KILN_HINT_JOB:
		return job->id;
	case KILN_HINT_BURST:
		return READ_ONCE(job->burst_ns);
	case KILN_HINT_DEADLINE:
		arrival = READ_ONCE(job->stat.arrival_ns);
		deadline = READ_ONCE(job->deadline_ns);
		return arrival && deadline ? arrival + deadline : 0;
	case KILN_HINT_PERIOD:
		return READ_ONCE(job->period_ns);
	case KILN_HINT_TICKETS:
		return READ_ONCE(job->tickets);
	case KILN_HINT_GANG:
		return READ_ONCE(job->gang);
	case KILN_HINT_LEVEL:
		return READ_ONCE(job->level);
	case KILN_HINT_CPU_TIME:
		return account_cpu_ns(job);
	case KILN_HINT_RELEASE_TIME:
		return account_cpu_ns(job) - READ_ONCE(job->release_cpu_ns);
	case KILN_HINT_ARRIVAL:
		return READ_ONCE(job->stat.arrival_ns);
	default:
		return 0;
	}
}

__bpf_kfunc_start_defs();

/**
 * kiln_sched_hint - what the registry knows about a task
 * @tid:	in the initial PID namespace, as task_struct.pid
 * @hint:	enum kiln_hint
 *
 * 0 when it is no job or said nothing of the kind. Any context, under rq->lock
 * too; finds the job without a lock.
 */
__bpf_kfunc u64 kiln_sched_hint(s32 tid, u32 hint)
{
	struct task_struct *task;
	struct job *job = NULL;
	u64 value = 0;

	if (!registry_busy())
		return 0;
	rcu_read_lock();
	task = pid_task(find_pid_ns(tid, &init_pid_ns), PIDTYPE_PID);
	if (task)
		job = job_by_task(task);
	if (job)
		value = hint_of(job, hint);
	rcu_read_unlock();
	return value;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(kfuncs)
BTF_ID_FLAGS(func, kiln_sched_hint)
BTF_KFUNCS_END(kfuncs)

static const struct btf_kfunc_id_set kfunc_set = {
	.owner = THIS_MODULE,
	.set = &kfuncs,
};

int kfunc_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_STRUCT_OPS, &kfunc_set);
}
