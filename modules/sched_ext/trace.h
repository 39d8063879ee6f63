/* SPDX-License-Identifier: GPL-2.0 */
/* What happens to jobs, for perf, ftrace and BPF: events/kiln_sched/ */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kiln_sched

#if !defined(_KILN_SCHED_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _KILN_SCHED_TRACE_H

#include <linux/tracepoint.h>

#include "internal.h"

TRACE_EVENT(kiln_declare,
	TP_PROTO(struct job *job),
	TP_ARGS(job),

	TP_STRUCT__entry(
		__field(u32, job)
		__field(pid_t, pid)
		__string(name, job->stat.name)
		__field(u64, burst_ns)
		__field(u64, deadline_ns)
	),

	TP_fast_assign(
		__entry->job = job->id;
		__entry->pid = pid_nr(job->pid);
		__assign_str(name);
		__entry->burst_ns = job->burst_ns;
		__entry->deadline_ns = job->deadline_ns;
	),

	TP_printk("job=%u pid=%d name=%s burst_ns=%llu deadline_ns=%llu",
		  __entry->job, __entry->pid, __get_str(name),
		  __entry->burst_ns, __entry->deadline_ns)
);

DECLARE_EVENT_CLASS(kiln_job,
	TP_PROTO(struct job *job, u32 cpu),
	TP_ARGS(job, cpu),

	TP_STRUCT__entry(
		__field(u32, job)
		__field(pid_t, pid)
		__field(u32, cpu)
		__field(u32, state)
		__field(u64, cpu_ns)
		__field(u64, wait_ns)
	),

	TP_fast_assign(
		__entry->job = job->id;
		__entry->pid = pid_nr(job->pid);
		__entry->cpu = cpu;
		__entry->state = job->stat.state;
		__entry->cpu_ns = job->stat.cpu_ns;
		__entry->wait_ns = job->stat.wait_ns;
	),

	TP_printk("job=%u pid=%d cpu=%u state=%s cpu_ns=%llu wait_ns=%llu",
		  __entry->job, __entry->pid, __entry->cpu,
		  __print_symbolic(__entry->state,
				   { KILN_JOB_DECLARED, "declared" },
				   { KILN_JOB_READY, "ready" },
				   { KILN_JOB_RUNNING, "running" },
				   { KILN_JOB_BLOCKED, "blocked" },
				   { KILN_JOB_FINISHED, "finished" }),
		  __entry->cpu_ns, __entry->wait_ns)
);

#define KILN_JOB_EVENT(name)				\
	DEFINE_EVENT(kiln_job, name,			\
		     TP_PROTO(struct job *job, u32 cpu),	\
		     TP_ARGS(job, cpu))

KILN_JOB_EVENT(kiln_arrive);
KILN_JOB_EVENT(kiln_run);
KILN_JOB_EVENT(kiln_stop);
KILN_JOB_EVENT(kiln_wake);
KILN_JOB_EVENT(kiln_finish);
KILN_JOB_EVENT(kiln_miss);

#undef KILN_JOB_EVENT

#endif /* _KILN_SCHED_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
