/* SPDX-License-Identifier: GPL-2.0 */
/* A job file: who arrives when, and how much they have to compute. */
#ifndef KILN_JOBFILE_H
#define KILN_JOBFILE_H

#include <stddef.h>
#include <stdint.h>
#include <kiln/sched.h>

#define JOBS_MAX 1000

/**
 * struct job - one line of a job file; times in nanoseconds
 * @name: unique in the file
 * @arrival: after the start of the run
 * @burst: CPU time that it really needs, in all its releases
 * @declared: CPU time that it says it needs in one; the same unless the line has
 *	burst=, and 0 when it does not know
 * @deadline: after a release; 0 is none, as for the rest
 * @period: between two releases
 * @releases: how often it is released; more than once: its period is the deadline
 *	if it has no other
 * @tickets: share of the CPU
 * @gang: which gang it belongs to
 * @level: static priority
 * @nice: nice value, from -20 to 19
 * @run: CPU time after which it blocks, for I/O or for its next release; 0: it
 *	never does
 * @block: how long it then blocks for I/O
 * @repeat: how often at most; 0: as often as its burst has room for
 */
struct job {
	char name[KILN_JOB_NAME_LEN];
	uint64_t arrival;
	uint64_t burst;
	uint64_t declared;
	uint64_t deadline;
	uint64_t period;
	uint32_t releases;
	uint32_t tickets;
	uint32_t gang;
	uint32_t level;
	int32_t nice;
	uint64_t run;
	uint64_t block;
	uint32_t repeat;
};

/**
 * struct jobs - a whole job file
 * @job: in the order of the file
 * @n: how many
 * @unit_ns: what a unit of the file is
 */
struct jobs {
	struct job *job;
	size_t n;
	uint64_t unit_ns;
};

int jobs_read(struct jobs *jobs, const char *path, uint64_t unit_ns);
uint64_t job_blocks(const struct job *job);
uint64_t job_release(const struct job *job, uint64_t number);
uint64_t job_deadline(const struct job *job, uint64_t release);
size_t *jobs_by_arrival(const struct jobs *jobs);
void jobs_free(struct jobs *jobs);

#endif
