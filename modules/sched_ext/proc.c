// SPDX-License-Identifier: GPL-2.0
/* /proc/kiln/sched: the jobs as a table for people, in the order of their ids. */
#include <linux/math64.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

#include "internal.h"
#include "procdir.h"

static const char *const state_name[] = {
	[KILN_JOB_DECLARED] = "declared", [KILN_JOB_READY] = "ready",
	[KILN_JOB_RUNNING] = "running",	  [KILN_JOB_BLOCKED] = "blocked",
	[KILN_JOB_FINISHED] = "finished",
};

/* A column of milliseconds. */
static void put_ms(struct seq_file *seq, u64 ns)
{
	u64 us = div_u64(ns, NSEC_PER_USEC);
	u32 rest;
	u64 ms = div_u64_rem(us, USEC_PER_MSEC, &rest);

	seq_printf(seq, " %9llu.%03u", ms, rest);
}

/* The time between two events, or a dash while one is to come. */
static void put_span(struct seq_file *seq, u64 from, u64 to)
{
	if (from && to)
		put_ms(seq, to > from ? to - from : 0);
	else
		seq_printf(seq, " %13s", "-");
}

/* The position is the id; ids begin with 1, so 0 is the heading. */
static void *jobs_start(struct seq_file *seq, loff_t *pos) __acquires(RCU)
{
	unsigned long id = *pos;
	struct job *job;

	rcu_read_lock();
	if (!*pos)
		return SEQ_START_TOKEN;
	job = xa_find(&registry.by_id, &id, U32_MAX, XA_PRESENT);
	if (job)
		*pos = id;
	return job;
}

static void *jobs_next(struct seq_file *seq, void *v, loff_t *pos)
{
	unsigned long id = ++*pos;
	struct job *job;

	job = xa_find(&registry.by_id, &id, U32_MAX, XA_PRESENT);
	if (job)
		*pos = id;
	return job;
}

static void jobs_stop(struct seq_file *seq, void *v) __releases(RCU)
{
	rcu_read_unlock();
}

static int jobs_show(struct seq_file *seq, void *v)
{
	struct kiln_job_stat st;
	struct job *job = v;

	if (v == SEQ_START_TOKEN) {
		seq_printf(seq, "%5s %7s %-15s %-8s", "ID", "TID", "NAME", "STATE");
		seq_printf(seq, " %13s %13s %13s %13s %13s", "BURST-MS", "CPU-MS", "WAIT-MS",
			   "RESPONSE-MS", "TURNAROUND-MS");
		seq_printf(seq, " %8s %10s %6s\n", "SWITCHES", "MIGRATIONS", "MISSES");
		return 0;
	}

	account_stat(job, &st);
	seq_printf(seq, "%5u %7d %-15s %-8s", st.id, st.tid, st.name, state_name[st.state]);
	put_ms(seq, READ_ONCE(job->burst_ns));
	put_ms(seq, st.cpu_ns);
	put_ms(seq, st.wait_ns);
	put_span(seq, st.arrival_ns, st.start_ns);
	put_span(seq, st.arrival_ns, st.finish_ns);
	seq_printf(seq, " %8u %10u %6u\n", st.switches, st.migrations, st.misses);
	return 0;
}

static const struct seq_operations jobs_ops = {
	.start = jobs_start,
	.next = jobs_next,
	.stop = jobs_stop,
	.show = jobs_show,
};

int proc_init(void)
{
	int err = kiln_procdir_lock();

	if (!err && !proc_create_seq(KILN_PROCDIR "/sched", 0444, NULL, &jobs_ops))
		err = -ENOMEM;
	kiln_procdir_unlock();
	return err;
}

void proc_exit(void)
{
	kiln_procdir_lock();
	remove_proc_entry(KILN_PROCDIR "/sched", NULL);
	kiln_procdir_unlock();
}
