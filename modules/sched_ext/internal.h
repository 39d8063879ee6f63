/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kiln_sched: a registry of jobs, and what the kernel's tracepoints say of them.
 *
 *	main.c		module parameters, init and exit
 *	registry.c	which jobs there are: declare, withdraw, look up, history
 *	account.c	what happens to a job: tracepoint probes, states, counters
 *	events.c	a ring of events for each open file
 *	dev.c		/dev/kiln/sched
 *	proc.c		/proc/kiln/sched
 *	kfunc.c		what a BPF policy may ask
 *
 * Locks, outermost first; the probes take the last two under rq->lock, so they
 * are raw, and nothing is woken, queued or freed under them:
 *
 *	file->read_lock	one reader of a file at a time
 *	registry.lock	which jobs are live, which are history (registry.c)
 *	job->lock	one job's state, counters and name
 *	file->lock	one file's ring
 *
 * A job is found under RCU, by task or by id, and freed after a grace period.
 */
#ifndef _KILN_SCHED_INTERNAL_H
#define _KILN_SCHED_INTERNAL_H

#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/xarray.h>

#include <kiln/sched.h>

#include "compat.h"

/**
 * struct sched_file - one open /dev/kiln/sched and the events of its jobs
 * @refs:	the open file's own, and one of each job declared through it
 * @read_lock:	serialises readers; only its holder moves @tail
 * @lock:	protects all below but @wait and @wake
 * @ring:	@size records, a power of two; NULL before the first job is
 *		declared and after the file was closed
 * @head:	records ever put in
 * @tail:	records ever taken out
 * @lost:	events that found the ring full since it last had room
 * @lost_ns:	when the first of them happened
 * @last_ns:	time of the newest record; a file's times never go back
 * @closed:	nobody will read any more
 * @wait:	readers and pollers
 * @wake:	wakes @wait, since a probe must not
 */
struct sched_file {
	refcount_t refs;
	struct mutex read_lock; /* readers; see above */
	raw_spinlock_t lock;
	struct kiln_job_event *ring;
	u32 size;
	u32 head;
	u32 tail;
	u32 lost;
	u64 lost_ns;
	u64 last_ns;
	bool closed;
	wait_queue_head_t wait;
	struct irq_work wake;
};

/**
 * struct job - a task that was declared to be one
 * @by_task:	in registry.by_task while it is live
 * @history:	in registry.history once it is finished
 * @rcu:	frees it
 * @task:	has a reference while the job is live, NULL afterwards;
 *		written under registry.lock
 * @pid:	to name the task to people, even after its death
 * @file:	gets the events
 * @id:		its number
 * @lock:	protects all below but the hints
 * @since_ns:	when @stat.state was entered
 * @stat:	what user space sees, but for the tid
 * @burst_ns:	hints, as in struct kiln_job; each is read and written whole
 */
struct job {
	struct hlist_node by_task;
	struct list_head history;
	struct rcu_head rcu;
	struct task_struct *task;
	struct pid *pid;
	struct sched_file *file;
	u32 id;

	raw_spinlock_t lock;
	u64 since_ns;
	struct kiln_job_stat stat;

	u64 burst_ns;
	u64 deadline_ns;
	u64 release_cpu_ns; /* CPU time when @deadline_ns last changed */
	u64 period_ns;
	u32 tickets;
	u32 gang;
	u32 level;
};

/* main.c */
extern unsigned int kiln_max_jobs;
extern unsigned int kiln_history;
extern unsigned int kiln_events;

/* registry.c */
struct registry {
	raw_spinlock_t lock;
	unsigned int nr_live;
	unsigned int nr_history;
	struct list_head history;
	struct xarray by_id;
};

extern struct registry registry;

int job_declare(struct sched_file *file, struct kiln_job *hints);
int job_withdraw(u32 id);
void job_finish(struct job *job);
struct job *job_by_task(const struct task_struct *task);
void registry_destroy(void);

/* True when some job lives: what a probe asks before anything else. */
static inline bool registry_busy(void)
{
	return READ_ONCE(registry.nr_live);
}

/* account.c */
int account_init(void);
void account_exit(void);
void account_arrive_now(struct job *job, struct task_struct *task);
void account_deadline(struct job *job, u64 deadline_ns);
bool account_finish(struct job *job);
bool account_cancel(struct job *job);
void account_stat(struct job *job, struct kiln_job_stat *stat);
u64 account_cpu_ns(struct job *job);

/* events.c */
struct sched_file *events_open(void);
int events_start(struct sched_file *file);
void events_close(struct sched_file *file);
void events_put(struct sched_file *file);
void events_push(struct sched_file *file, u64 now, u32 job, u32 cpu, u32 kind);
bool events_pending(struct sched_file *file);
ssize_t events_read(struct sched_file *file, char __user *buf, size_t len, bool nonblock);

/* dev.c, proc.c, kfunc.c */
int dev_init(void);
void dev_exit(void);
int proc_init(void);
void proc_exit(void);
int kfunc_init(void);
u64 kiln_sched_hint(s32 tid, u32 hint);

#endif /* _KILN_SCHED_INTERNAL_H */
