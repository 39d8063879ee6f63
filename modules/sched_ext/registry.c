// SPDX-License-Identifier: GPL-2.0
/* Which jobs there are: declared, live, finished, forgotten. */
#include <linux/cred.h>
#include <linux/hashtable.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "internal.h"
#include "trace.h"

/*
 * lock:	protects nr_live, nr_history, history and changes of by_task
 * history:	finished jobs, oldest first
 * by_id:	every job that is known; it has a lock of its own
 */
struct registry registry = {
	.lock = __RAW_SPIN_LOCK_UNLOCKED(registry.lock),
	.history = LIST_HEAD_INIT(registry.history),
	.by_id = XARRAY_INIT(registry.by_id, XA_FLAGS_ALLOC1),
};

static DEFINE_HASHTABLE(by_task, 10); /* live jobs, by address of the task */
static u32 next_id;		      /* under by_id's lock */

/**
 * job_by_task - the live job of a task, or NULL
 * @task:	only compared, so it may be dying
 *
 * Any context. The caller holds rcu_read_lock() while it uses the job.
 */
struct job *job_by_task(const struct task_struct *task)
{
	struct job *job;

	hash_for_each_possible_rcu(by_task, job, by_task, (unsigned long)task) {
		if (READ_ONCE(job->task) == task)
			return job;
	}
	return NULL;
}

static void job_free_rcu(struct rcu_head *rcu)
{
	struct job *job = container_of(rcu, struct job, rcu);

	events_put(job->file);
	put_pid(job->pid);
	kfree(job);
}

/* @job is in no list any more. */
static void job_forget(struct job *job)
{
	xa_erase(&registry.by_id, job->id);
	call_rcu(&job->rcu, job_free_rcu);
}

/* @job is live no more: it becomes history, or is forgotten at once. */
static void job_retire(struct job *job, bool remember)
{
	struct task_struct *task = job->task;
	struct job *victim = job;
	unsigned long flags;

	raw_spin_lock_irqsave(&registry.lock, flags);
	hash_del_rcu(&job->by_task);
	WRITE_ONCE(job->task, NULL);
	WRITE_ONCE(registry.nr_live, registry.nr_live - 1);
	if (remember) {
		list_add_tail(&job->history, &registry.history);
		registry.nr_history++;
		victim = NULL;
		if (registry.nr_history > kiln_history) {
			victim = list_first_entry(&registry.history, struct job, history);
			list_del(&victim->history);
			registry.nr_history--;
		}
	}
	raw_spin_unlock_irqrestore(&registry.lock, flags);

	if (victim)
		job_forget(victim);
	put_task_struct(task);
}

/**
 * job_finish - a job's task exits, or is a job no more
 * @job:	found under the caller's rcu_read_lock()
 *
 * Task context, not under rq->lock. Of several callers the first does it.
 */
void job_finish(struct job *job)
{
	if (account_finish(job))
		job_retire(job, true);
}

/* May the caller give hints of, or withdraw, @task? */
static bool may_manage(struct task_struct *task)
{
	const struct cred *mine = current_cred(), *its;
	bool ok;

	if (same_thread_group(current, task))
		return true;
	rcu_read_lock();
	its = __task_cred(task);
	ok = uid_eq(mine->euid, its->euid) || uid_eq(mine->euid, its->uid) ||
	     ns_capable(its->user_ns, CAP_SYS_NICE);
	rcu_read_unlock();
	return ok;
}

/* Takes a reference of the thread @tid of the caller's PID namespace. */
static struct task_struct *get_task(s32 tid)
{
	struct task_struct *task = current;

	rcu_read_lock();
	if (tid)
		task = pid_task(find_vpid(tid), PIDTYPE_PID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

static void set_hints(struct job *job, const struct kiln_job *hints)
{
	unsigned long flags;

	WRITE_ONCE(job->burst_ns, hints->burst_ns);
	WRITE_ONCE(job->period_ns, hints->period_ns);
	WRITE_ONCE(job->tickets, hints->tickets);
	WRITE_ONCE(job->gang, hints->gang);
	WRITE_ONCE(job->level, hints->level);

	account_deadline(job, hints->deadline_ns);
	raw_spin_lock_irqsave(&job->lock, flags);
	strscpy_pad(job->stat.name, hints->name);
	raw_spin_unlock_irqrestore(&job->lock, flags);
}

/* Makes a job of @task, which can be looked up by its id at once. */
static struct job *job_new(struct sched_file *file, struct task_struct *task,
			   const struct kiln_job *hints)
{
	struct job *job;
	int err;

	job = kzalloc_obj(*job, GFP_KERNEL_ACCOUNT);
	if (!job)
		return ERR_PTR(-ENOMEM);
	raw_spin_lock_init(&job->lock);
	INIT_HLIST_NODE(&job->by_task);
	job->stat.state = KILN_JOB_DECLARED;
	job->task = get_task_struct(task);
	job->pid = get_task_pid(task, PIDTYPE_PID);
	refcount_inc(&file->refs);
	job->file = file;
	set_hints(job, hints);

	err = xa_alloc_cyclic(&registry.by_id, &job->id, job, xa_limit_32b, &next_id,
			      GFP_KERNEL_ACCOUNT);
	if (err < 0) {
		put_task_struct(task);
		job_free_rcu(&job->rcu);
		return ERR_PTR(err == -EBUSY ? -ENOSPC : err);
	}
	return job;
}

/* Makes @job live. -EEXIST when its task has a live job already. */
static int job_publish(struct job *job)
{
	unsigned long flags;
	int err = 0;

	raw_spin_lock_irqsave(&registry.lock, flags);
	if (job_by_task(job->task)) {
		err = -EEXIST;
	} else if (registry.nr_live >= kiln_max_jobs) {
		err = -ENOSPC;
	} else {
		hash_add_rcu(by_task, &job->by_task, (unsigned long)job->task);
		WRITE_ONCE(registry.nr_live, registry.nr_live + 1);
	}
	raw_spin_unlock_irqrestore(&registry.lock, flags);
	return err;
}

/**
 * job_declare - make a task a job, or give a job new hints
 * @file:	gets the events of a new job
 * @hints:	checked; its id is filled in
 *
 * May sleep. 0, -ESRCH, -EPERM, -ENOSPC or -ENOMEM.
 */
int job_declare(struct sched_file *file, struct kiln_job *hints)
{
	struct task_struct *task;
	struct job *job;
	int err;

	task = get_task(hints->tid);
	if (!task)
		return -ESRCH;
	err = -ESRCH;
	if (READ_ONCE(task->flags) & PF_EXITING)
		goto out;
	err = -EPERM;
	if ((task->flags & PF_KTHREAD) || !may_manage(task))
		goto out;
	err = events_start(file);
	if (err)
		goto out;
again:
	rcu_read_lock();
	job = job_by_task(task);
	if (job) {
		set_hints(job, hints);
		hints->id = job->id;
	}
	rcu_read_unlock();
	if (job)
		goto out;

	job = job_new(file, task, hints);
	if (IS_ERR(job)) {
		err = PTR_ERR(job);
		goto out;
	}
	hints->id = job->id;

	rcu_read_lock(); /* from here on it may finish at any time */
	err = job_publish(job);
	if (err) {
		job_forget(job);
		rcu_read_unlock();
		put_task_struct(task); /* the job's own */
		if (err == -EEXIST)
			goto again;
		goto out;
	}

	/*
	 * The exit probe finds the job, or we see PF_EXITING, which is set
	 * before the probe is called; its barrier is in probe_exit().
	 */
	smp_mb();
	if ((READ_ONCE(task->flags) & PF_EXITING) && account_cancel(job)) {
		job_retire(job, false);
		rcu_read_unlock();
		err = -ESRCH;
		goto out;
	}
	trace_kiln_declare(job);
	if (!(hints->flags & KILN_JOB_ARRIVES_AT_WAKEUP))
		account_arrive_now(job, task);
	rcu_read_unlock();
out:
	put_task_struct(task);
	return err;
}

/* -ENOENT or -EPERM; withdrawing a finished job is no error. */
int job_withdraw(u32 id)
{
	struct task_struct *task = NULL;
	unsigned long flags;
	struct job *job;
	int err = 0;

	rcu_read_lock();
	job = xa_load(&registry.by_id, id);
	if (!job) {
		err = -ENOENT;
		goto out;
	}
	raw_spin_lock_irqsave(&registry.lock, flags);
	if (hash_hashed(&job->by_task))
		task = get_task_struct(job->task);
	raw_spin_unlock_irqrestore(&registry.lock, flags);
	if (task) {
		if (may_manage(task))
			job_finish(job);
		else
			err = -EPERM;
		put_task_struct(task);
	}
out:
	rcu_read_unlock();
	return err;
}

/* Forgets every job. The probes are gone, so nothing else runs any more. */
void registry_destroy(void)
{
	unsigned long id;
	struct job *job;

	xa_for_each(&registry.by_id, id, job) {
		if (job->task) {
			hash_del_rcu(&job->by_task);
			put_task_struct(job->task);
		}
		job_forget(job);
	}
	xa_destroy(&registry.by_id);
}
