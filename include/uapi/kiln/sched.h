/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The job registry's ABI: what a program tells /dev/kiln/sched about a job,
 * what it reads back, and what a scheduling policy may ask.
 *
 * Shared by the module (modules/sched_ext), the policies (bpf) and user space.
 */
#ifndef _UAPI_KILN_SCHED_H
#define _UAPI_KILN_SCHED_H

#ifndef __VMLINUX_H__ /* BPF programs have these types already */
#include <linux/ioctl.h>
#include <linux/types.h>
#endif

#define KILN_SCHED_DEVICE "/dev/kiln/sched"
#define KILN_SCHED_PROC	  "/proc/kiln/sched"

/*
 * A lecture's "unit of time", in nanoseconds, when nobody asks for another.
 * Every knob of a policy that is a time is written as a multiple of it.
 */
#define KILN_UNIT_NS 50000000ULL

/* rr's quantum, in units. */
#define KILN_RR_QUANTUM 3

#define KILN_JOB_NAME_LEN 16 /* with the closing NUL */

/* struct kiln_job.flags: the job arrives when it is next woken, not now. */
#define KILN_JOB_ARRIVES_AT_WAKEUP (1U << 0)
#define KILN_JOB_FLAGS		   KILN_JOB_ARRIVES_AT_WAKEUP

/**
 * struct kiln_job - a task declares itself, or another task, a job
 * @flags:	KILN_JOB_*; other bits must be 0
 * @tid:	the thread, in the caller's PID namespace; 0 is the caller
 * @name:	for people; NUL-terminated, one word of ASCII, not empty
 * @id:		out: the registry's number of the job
 * @tickets:	share of the CPU (lottery, stride); 0 is no hint, as below
 * @burst_ns:	CPU time that the job will need; with a period, at each release
 * @deadline_ns: time after its arrival by which it must have finished; a job with
 *		a period declares it anew for each release
 * @period_ns:	time between two of its releases
 * @gang:	jobs with one number want to run at the same time
 * @level:	static priority, 1 is the most important
 */
struct kiln_job {
	__u32 flags;
	__s32 tid;
	char name[KILN_JOB_NAME_LEN];
	__u32 id;
	__u32 tickets;
	__u64 burst_ns;
	__u64 deadline_ns;
	__u64 period_ns;
	__u32 gang;
	__u32 level;
};

/**
 * struct kiln_job_stat - what has happened to a job
 * @id:		in: which job
 * @tid:	its thread, in the caller's PID namespace; 0 when it is not seen there
 * @name:	as declared
 * @state:	enum kiln_job_state
 * @switches:	times it was put on a CPU
 * @migrations:	times it was moved to another CPU after its first run
 * @misses:	deadlines missed; told when the job finishes, or declares another
 * @arrival_ns:	CLOCK_MONOTONIC; likewise @start_ns (first run) and @finish_ns,
 *		0 as long as it has not happened
 * @cpu_ns:	time on a CPU
 * @wait_ns:	time ready but not running
 */
struct kiln_job_stat {
	__u32 id;
	__s32 tid;
	char name[KILN_JOB_NAME_LEN];
	__u32 state;
	__u32 switches;
	__u32 migrations;
	__u32 misses;
	__u64 arrival_ns;
	__u64 start_ns;
	__u64 finish_ns;
	__u64 cpu_ns;
	__u64 wait_ns;
};

enum kiln_job_state {
	KILN_JOB_DECLARED, /* not yet arrived */
	KILN_JOB_READY,
	KILN_JOB_RUNNING,
	KILN_JOB_BLOCKED,
	KILN_JOB_FINISHED,
};

/**
 * struct kiln_job_event - one record of a job's timeline
 * @time_ns:	CLOCK_MONOTONIC
 * @job:	the job's id; for KILN_JOB_LOST the number of events lost
 * @cpu:	where it happened
 * @kind:	enum kiln_job_event_kind
 *
 * read(2) on the file that declared the jobs returns whole records, oldest
 * first; it blocks for the first one unless O_NONBLOCK, and poll(2) works. A
 * file keeps as many unread as the module parameter events says; what comes
 * while it is full is counted in one KILN_JOB_LOST record where it is missing.
 */
struct kiln_job_event {
	__u64 time_ns;
	__u32 job;
	__u16 cpu;
	__u16 kind;
};

enum kiln_job_event_kind {
	KILN_JOB_ARRIVE,  /* it has come, and is ready */
	KILN_JOB_RUN,	  /* it was put on @cpu */
	KILN_JOB_PREEMPT, /* it was taken off @cpu and is still ready */
	KILN_JOB_BLOCK,	  /* it left @cpu to wait for something */
	KILN_JOB_WAKE,	  /* it is ready again */
	KILN_JOB_FINISH,  /* its task has exited, or was withdrawn */
	KILN_JOB_LOST,	  /* the reader was too slow */
};

/*
 * Hints of one's own tasks may be given by anybody who can open the device;
 * of another user's, with CAP_SYS_NICE, as for sched_setscheduler(2).
 *
 * DECLARE  EINVAL a field is out of range; ESRCH no such thread, or it exits;
 *	    EPERM it is somebody else's, or the kernel's own; ENOSPC too many
 *	    jobs (module parameter max_jobs). A job that exists is given the new
 *	    hints and keeps its id, its history and the file its events go to.
 * WITHDRAW by job id: the task goes on, and is a job no more. ENOENT, EPERM.
 * STAT	    for all, as /proc/kiln/sched is. ENOENT when the id is unknown or
 *	    has left the history (module parameter history).
 */
#define KILN_SCHED_DECLARE  _IOWR(0xEB, 0x00, struct kiln_job)
#define KILN_SCHED_WITHDRAW _IOW(0xEB, 0x01, __u32)
#define KILN_SCHED_STAT	    _IOWR(0xEB, 0x02, struct kiln_job_stat)

/*
 * What a policy may ask about a task: the second argument of the kfunc
 *
 *	u64 kiln_sched_hint(s32 tid, u32 hint);
 *
 * which returns 0 for a task that is no job or gave no such hint.
 */
enum kiln_hint {
	KILN_HINT_JOB,	    /* the job's id */
	KILN_HINT_BURST,    /* ns */
	KILN_HINT_DEADLINE, /* CLOCK_MONOTONIC, ns: arrival + deadline */
	KILN_HINT_PERIOD,   /* ns */
	KILN_HINT_TICKETS,
	KILN_HINT_GANG,
	KILN_HINT_LEVEL,
	KILN_HINT_CPU_TIME,	/* ns on a CPU since its arrival, up to now */
	KILN_HINT_ARRIVAL,	/* CLOCK_MONOTONIC, ns */
	KILN_HINT_RELEASE_TIME, /* as CPU_TIME, but since it last changed its deadline */
};

#endif /* _UAPI_KILN_SCHED_H */
