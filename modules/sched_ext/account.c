// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to a job: the kernel's own scheduler tracepoints drive
 *
 *	DECLARED -> READY <-> RUNNING -> BLOCKED -> READY ...   any -> FINISHED
 *
 * so it is the same under every scheduler. Probes may run with rq->lock or
 * pi_lock held and interrupts off.
 */
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>

#include <trace/events/sched.h>

#include "internal.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* Safe under any lock, and the clock that user space has. */
static u64 now_ns(void)
{
	return ktime_get_mono_fast_ns();
}

/* Closes the time spent in the present state. Clocks of two CPUs may differ. */
static void enter(struct job *job, u32 state, u64 now)
{
	u64 spent = now > job->since_ns ? now - job->since_ns : 0;

	lockdep_assert_held(&job->lock);
	if (job->stat.state == KILN_JOB_RUNNING)
		job->stat.cpu_ns += spent;
	else if (job->stat.state == KILN_JOB_READY)
		job->stat.wait_ns += spent;
	job->stat.state = state;
	job->since_ns = now;
}

static void event(struct job *job, u64 now, u32 cpu, u32 kind)
{
	lockdep_assert_held(&job->lock);
	events_push(job->file, now, job->id, cpu, kind);
}

static void arrive(struct job *job, u64 now, u32 cpu)
{
	enter(job, KILN_JOB_READY, now);
	WRITE_ONCE(job->stat.arrival_ns, now); /* read by kiln_sched_hint() */
	event(job, now, cpu, KILN_JOB_ARRIVE);
	trace_kiln_arrive(job, cpu);
}

static void run(struct job *job, u64 now, u32 cpu)
{
	enter(job, KILN_JOB_RUNNING, now);
	if (!job->stat.start_ns)
		job->stat.start_ns = now;
	job->stat.switches++;
	event(job, now, cpu, KILN_JOB_RUN);
	trace_kiln_run(job, cpu);
}

static void stop(struct job *job, u64 now, u32 cpu, bool runnable)
{
	enter(job, runnable ? KILN_JOB_READY : KILN_JOB_BLOCKED, now);
	event(job, now, cpu, runnable ? KILN_JOB_PREEMPT : KILN_JOB_BLOCK);
	trace_kiln_stop(job, cpu);
}

/*
 * Under rq->lock. A task that goes to sleep may stay queued until its lag is
 * used up (sched_delayed), and one that has a signal may not sleep at all, so
 * neither @preempt nor @prev_state says whether @prev can still run.
 */
static void probe_switch(void *data, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	u32 cpu = raw_smp_processor_id();
	struct job *from, *to;
	unsigned long flags;
	bool runnable;
	u64 now = 0;

	if (!registry_busy())
		return;

	rcu_read_lock();
	from = job_by_task(prev);
	to = job_by_task(next);
	if (from || to) /* most are not, and the clock is slow */
		now = now_ns();
	if (from) {
		raw_spin_lock_irqsave(&from->lock, flags);
		/* READY: it arrived while it was running, see account_arrive_now() */
		runnable = prev->on_rq && !prev->se.sched_delayed;
		if (from->stat.state == KILN_JOB_RUNNING ||
		    (from->stat.state == KILN_JOB_READY && !runnable))
			stop(from, now, cpu, runnable);
		raw_spin_unlock_irqrestore(&from->lock, flags);
	}
	if (to) {
		raw_spin_lock_irqsave(&to->lock, flags);
		if (to->stat.state == KILN_JOB_READY || to->stat.state == KILN_JOB_BLOCKED)
			run(to, now, cpu);
		raw_spin_unlock_irqrestore(&to->lock, flags);
	}
	rcu_read_unlock();
}

/*
 * Somebody decides to wake @task: for a declared job the moment of arrival. It
 * comes before the policy hears of the task, so its deadline is known by then.
 * The task may still be on its way to sleep, which later wake-ups do not care
 * for: they are taken from probe_wakeup(), which is in order with the switches.
 */
static void probe_waking(void *data, struct task_struct *task)
{
	unsigned long flags;
	struct job *job;

	if (!registry_busy())
		return;

	rcu_read_lock();
	job = job_by_task(task);
	if (job) {
		raw_spin_lock_irqsave(&job->lock, flags);
		if (job->stat.state == KILN_JOB_DECLARED)
			arrive(job, now_ns(), task_cpu(task));
		raw_spin_unlock_irqrestore(&job->lock, flags);
	}
	rcu_read_unlock();
}

/*
 * @task is runnable. Under rq->lock, or @task is current, so on_cpu is exact:
 * a task that is woken before it got to sleep never left its CPU.
 */
static void probe_wakeup(void *data, struct task_struct *task)
{
	u32 cpu = task_cpu(task);
	unsigned long flags;
	struct job *job;
	u64 now;

	if (!registry_busy())
		return;

	rcu_read_lock();
	job = job_by_task(task);
	if (job) {
		raw_spin_lock_irqsave(&job->lock, flags);
		now = now_ns();
		if (job->stat.state == KILN_JOB_DECLARED)
			arrive(job, now, cpu);
		if (job->stat.state == KILN_JOB_BLOCKED) {
			enter(job, KILN_JOB_READY, now);
			event(job, now, cpu, KILN_JOB_WAKE);
			trace_kiln_wake(job, cpu);
		}
		if (job->stat.state == KILN_JOB_READY && READ_ONCE(task->on_cpu))
			run(job, now, cpu);
		raw_spin_unlock_irqrestore(&job->lock, flags);
	}
	rcu_read_unlock();
}

/* Before its first run a job has left nothing behind on a CPU. */
static void probe_migrate(void *data, struct task_struct *task, int dest_cpu)
{
	unsigned long flags;
	struct job *job;

	if (!registry_busy())
		return;

	rcu_read_lock();
	job = job_by_task(task);
	if (job) {
		raw_spin_lock_irqsave(&job->lock, flags);
		if (job->stat.start_ns)
			job->stat.migrations++;
		raw_spin_unlock_irqrestore(&job->lock, flags);
	}
	rcu_read_unlock();
}

/* In the exiting task, no scheduler lock held. */
static void probe_exit(KILN_EXIT_PROTO)
{
	struct job *job;

	smp_mb(); /* PF_EXITING before the look-up: see job_declare() */
	if (!registry_busy())
		return;

	rcu_read_lock();
	job = job_by_task(task);
	if (job)
		job_finish(job);
	rcu_read_unlock();
}

static void arrive_running(void *info)
{
	struct job *job = info;
	unsigned long flags;

	if (READ_ONCE(job->task) != current)
		return;
	raw_spin_lock_irqsave(&job->lock, flags);
	if (job->stat.state == KILN_JOB_READY || job->stat.state == KILN_JOB_BLOCKED)
		run(job, now_ns(), smp_processor_id());
	raw_spin_unlock_irqrestore(&job->lock, flags);
}

/**
 * account_arrive_now - a job arrives with its declaration
 * @job:	live, so the probes know it
 * @task:	its task
 *
 * What the task was doing is read after the probes know the job, so whatever
 * changes later they see. Whether it is running is asked on its own CPU, where
 * no switch is under way. Task context, interrupts on, rcu_read_lock() held.
 */
void account_arrive_now(struct job *job, struct task_struct *task)
{
	unsigned long flags;
	u64 now;

	raw_spin_lock_irqsave(&job->lock, flags);
	if (job->stat.state == KILN_JOB_DECLARED) {
		now = now_ns();
		arrive(job, now, task_cpu(task));
		if (task == current)
			run(job, now, smp_processor_id());
		else if (!READ_ONCE(task->on_rq) || task->se.sched_delayed)
			stop(job, now, task_cpu(task), false);
	}
	raw_spin_unlock_irqrestore(&job->lock, flags);

	if (task != current)
		smp_call_function_single(task_cpu(task), arrive_running, job, 1);
}

/* Under job->lock. */
static void count_miss(struct job *job, u64 now, u32 cpu)
{
	if (job->deadline_ns && job->stat.arrival_ns &&
	    now > job->stat.arrival_ns + job->deadline_ns) {
		job->stat.misses++;
		trace_kiln_miss(job, cpu);
	}
}

/* Under job->lock. The present turn included. */
static u64 cpu_ns_until(const struct job *job, u64 now)
{
	u64 cpu_ns = job->stat.cpu_ns;

	if (job->stat.state == KILN_JOB_RUNNING && now > job->since_ns)
		cpu_ns += now - job->since_ns;
	return cpu_ns;
}

/**
 * account_deadline - the job has another deadline
 * @job:	found under rcu_read_lock()
 * @deadline_ns: the new one, after its arrival; 0 is none
 *
 * One that stays is not judged yet. Any context.
 */
void account_deadline(struct job *job, u64 deadline_ns)
{
	unsigned long flags;
	u64 now;

	raw_spin_lock_irqsave(&job->lock, flags);
	if (deadline_ns != job->deadline_ns && job->stat.state != KILN_JOB_FINISHED) {
		now = now_ns();
		count_miss(job, now, raw_smp_processor_id());
		WRITE_ONCE(job->release_cpu_ns, cpu_ns_until(job, now));
	}
	WRITE_ONCE(job->deadline_ns, deadline_ns);
	raw_spin_unlock_irqrestore(&job->lock, flags);
}

/**
 * account_finish - the last that happens to a job
 * @job:	found under rcu_read_lock()
 *
 * True for the one caller that finished it.
 */
bool account_finish(struct job *job)
{
	u32 cpu = raw_smp_processor_id();
	unsigned long flags;
	bool first;
	u64 now;

	raw_spin_lock_irqsave(&job->lock, flags);
	first = job->stat.state != KILN_JOB_FINISHED;
	if (first) {
		now = now_ns();
		enter(job, KILN_JOB_FINISHED, now);
		job->stat.finish_ns = now;
		event(job, now, cpu, KILN_JOB_FINISH);
		trace_kiln_finish(job, cpu);
		count_miss(job, now, cpu);
	}
	raw_spin_unlock_irqrestore(&job->lock, flags);
	return first;
}

/* The job ends before anybody knew of it: as account_finish(), but in silence. */
bool account_cancel(struct job *job)
{
	unsigned long flags;
	bool first;

	raw_spin_lock_irqsave(&job->lock, flags);
	first = job->stat.state != KILN_JOB_FINISHED;
	job->stat.state = KILN_JOB_FINISHED;
	raw_spin_unlock_irqrestore(&job->lock, flags);
	return first;
}

/* CPU time since the arrival, the present turn included. Any context. */
u64 account_cpu_ns(struct job *job)
{
	unsigned long flags;
	u64 cpu_ns;

	raw_spin_lock_irqsave(&job->lock, flags);
	cpu_ns = cpu_ns_until(job, now_ns());
	raw_spin_unlock_irqrestore(&job->lock, flags);
	return cpu_ns;
}

/**
 * account_stat - a job's statistics up to now
 * @job:	found under rcu_read_lock()
 * @stat:	filled in, the tid as the caller's PID namespace has it
 */
void account_stat(struct job *job, struct kiln_job_stat *stat)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&job->lock, flags);
	if (job->stat.state == KILN_JOB_READY || job->stat.state == KILN_JOB_RUNNING)
		enter(job, job->stat.state, now_ns());
	*stat = job->stat;
	raw_spin_unlock_irqrestore(&job->lock, flags);
	stat->id = job->id;
	stat->tid = pid_vnr(job->pid);
}

static struct probe {
	const char *name;
	void *func;
	struct tracepoint *tp;
} probes[] = {
	{ "sched_switch",	  probe_switch  },
	      { "sched_waking",	probe_waking  },
	{ "sched_wakeup",	  probe_wakeup  },
	      { "sched_migrate_task", probe_migrate },
	{ "sched_process_exit", probe_exit	   },
};

static void find_probe(struct tracepoint *tp, void *priv)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		if (!strcmp(tp->name, probes[i].name))
			probes[i].tp = tp;
	}
}

static void detach(int n)
{
	while (n--)
		tracepoint_probe_unregister(probes[n].tp, probes[n].func, NULL);
	tracepoint_synchronize_unregister();
}

/* Attaches the probes: -ENOENT when the kernel lacks one of the tracepoints. */
int account_init(void)
{
	int i, err;

	/* The compiler compares the probes with this kernel's tracepoints. */
	check_trace_callback_type_sched_switch(probe_switch);
	check_trace_callback_type_sched_waking(probe_waking);
	check_trace_callback_type_sched_wakeup(probe_wakeup);
	check_trace_callback_type_sched_migrate_task(probe_migrate);
	check_trace_callback_type_sched_process_exit(probe_exit);

	for_each_kernel_tracepoint(find_probe, NULL);
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		err = -ENOENT;
		if (probes[i].tp)
			err = tracepoint_probe_register(probes[i].tp, probes[i].func, NULL);
		if (err) {
			pr_err("kiln_sched: tracepoint %s: %pe\n", probes[i].name, ERR_PTR(err));
			detach(i);
			return err;
		}
	}
	return 0;
}

/* When it returns no probe runs or will run. */
void account_exit(void)
{
	detach(ARRAY_SIZE(probes));
}
