// SPDX-License-Identifier: GPL-2.0
/*
 * A live run. In this order:
 *
 *	open the registry, start a worker for each job (they wait)
 *	attach the policy
 *	let the workers prepare; wait until all of them sleep
 *	wake each at its arrival, and collect the registry's events
 *	when all have finished, detach the policy
 *
 * A signal, a worker that dies or a policy that the kernel throws out ends the
 * run early; a SIGKILL of this process kills the workers (PR_SET_PDEATHSIG)
 * and detaches the policy (its link is a file descriptor of ours).
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "live.h"
#include "machine.h"
#include "registry.h"
#include "units.h"
#include "worker.h"

#ifndef SCHED_EXT
#define SCHED_EXT 7
#endif

#define PRIORITY       50		 /* this process's, in SCHED_FIFO */
#define LEAD_NS	       (50 * NS_PER_MS)	 /* from "all are ready" to t = 0 */
#define SETTLE_NS      (5 * NS_PER_S)	 /* the machine may calm down so long */
#define CALM_MS	       250		 /* so long it must have been idle */
#define GLANCE_NS      (100 * NS_PER_MS) /* how often to look for trouble */
#define PREPARE_NS     (30 * NS_PER_S)	 /* workers must be ready by then */
#define WATCHDOG_NS    (30 * NS_PER_S)	 /* sched_ext's, at its longest */
#define LONGEST_RUN_NS (600 * NS_PER_S)
#define HAIR(unit_ns)  ((unit_ns) / 50) /* an interruption not worth drawing */
#define LATE(unit_ns)  ((unit_ns) / 10) /* a deadline missed by less was met in the model */

struct live {
	struct policy *policy;
	const struct jobs *jobs;
	unsigned int cpus;
	int parent_cpu;
	int cpu[CPU_SETSIZE];
	cpu_set_t cpu_set;
	cpu_set_t old_cpu_set;
	struct worker_hall *hall;
	struct worker *worker;
	struct worker_setup setup;
	size_t started; /* workers started; those reaped have pid 0 */
	int registry;
	int signals;
	sigset_t old_mask;
	uint32_t *id;	 /* the registry's numbers */
	size_t *arrival; /* jobs by arrival */
	size_t arrived;
	struct recorder rec;
	uint64_t give_up_ns;
};

static uint64_t monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static uint64_t total_ns(const struct jobs *jobs)
{
	uint64_t last = 0, sum = 0;

	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *job = &jobs->job[i];
		uint64_t pause = job->releases > 1 ? job->period : job->block;

		sum += job->burst + job_blocks(job) * pause;
		if (jobs->job[i].arrival > last)
			last = jobs->job[i].arrival;
	}
	return last + sum;
}

/* The longest time that a job waits at a stretch, ns. */
static uint64_t longest_wait(const struct jobs *jobs, const struct timeline *tl)
{
	uint64_t *since = zalloc(jobs->n, sizeof(*since)), longest = 0;

	for (size_t i = 0; i < jobs->n; i++)
		since[i] = jobs->job[i].arrival;
	for (size_t i = 0; i < tl->n; i++) {
		const struct segment *seg = &tl->seg[i];

		if (seg->start > since[seg->job] && seg->start - since[seg->job] > longest)
			longest = seg->start - since[seg->job];
		since[seg->job] = seg->end;
	}
	free(since);
	return longest;
}

/**
 * live_check - is a run of a length that makes sense?
 * @policy: its name
 * @jobs: the jobs
 * @predicted: by the policy's model; NULL when it has none
 *
 * sched_ext throws a policy out that lets a job wait for half a minute.
 * Returns KILN_OK, or KILN_USAGE after saying what is wrong.
 */
int live_check(const char *policy, const struct jobs *jobs, const struct result *predicted)
{
	uint64_t total = predicted ? timeline_end(&predicted->timeline) : total_ns(jobs);
	uint64_t wait = predicted ? longest_wait(jobs, &predicted->timeline) : total;

	if (total > LONGEST_RUN_NS)
		return misused(
			"%s: the run takes %s, and the limit is %s: a shorter --unit than %s",
			policy, span_text(total), span_text(LONGEST_RUN_NS),
			span_text(jobs->unit_ns));
	if (strcmp(policy, OWN_SCHEDULER) && wait > WATCHDOG_NS * 9 / 10)
		return misused(
			"%s: a job may wait %s at a stretch, and sched_ext's watchdog throws a policy out that lets one wait %s: a shorter --unit than %s",
			policy, span_text(wait), span_text(WATCHDOG_NS), span_text(jobs->unit_ns));
	return KILN_OK;
}

static int cannot(const char *what)
{
	return failed("live run: %s: %s", what, strerror(errno));
}

/* Signals are read like events, and the workers inherit them blocked. */
static int take_signals(struct live *live)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &live->old_mask);
	live->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return live->signals < 0 ? cannot("signals") : KILN_OK;
}

static int start_workers(struct live *live)
{
	live->setup = (struct worker_setup){
		.registry = live->registry,
		.policy = live->policy->bpf ? SCHED_EXT : SCHED_OTHER,
		.cpus = &live->cpu_set,
	};

	for (size_t i = 0; i < live->jobs->n; i++) {
		struct worker *worker = &live->worker[i];
		pid_t pid;

		worker->hall = live->hall;
		worker->number = i;
		worker->job = &live->jobs->job[i];
		worker->setup = &live->setup;
		pid = worker_start(worker);
		if (pid < 0)
			return failed(
				"live run: process %zu of %zu: %s: fewer jobs, or a higher limit (ulimit -u)",
				i + 1, live->jobs->n, strerror(errno));
		live->hall->slot[i].pid = pid;
		live->started++;
	}
	return KILN_OK;
}

/*
 * This process keeps time, so nothing may hold it up; nor the workers, which
 * share its memory: no page is fetched from the disk while the clock runs.
 */
static int become_timekeeper(struct live *live)
{
	struct sched_param param = { .sched_priority = PRIORITY };
	cpu_set_t set;

	sched_getaffinity(0, sizeof(live->old_cpu_set), &live->old_cpu_set);
	CPU_ZERO(&set);
	CPU_SET(live->parent_cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		return cannot("moving to the first CPU");
	if (mlockall(MCL_CURRENT))
		return cannot("locking memory");
	if (sched_setscheduler(0, SCHED_FIFO, &param))
		return failed("live run: real-time priority: %s: run this as root",
			      strerror(errno));
	return KILN_OK;
}

static void retire_timekeeper(const struct live *live)
{
	struct sched_param param = {};

	munlockall();
	sched_setaffinity(0, sizeof(live->old_cpu_set), &live->old_cpu_set);
	sched_setscheduler(0, SCHED_OTHER, &param);
}

/* What signals have come: 128+n when one of them ends the run. */
static int read_signals(struct live *live)
{
	struct signalfd_siginfo info;

	while (read(live->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		fprintf(stderr, "kiln: live run: stopped by %s; nothing of it is left\n",
			strsignal(info.ssi_signo));
		return KILN_SIGNALLED + info.ssi_signo;
	}
	return KILN_OK;
}

static struct worker_slot *slot_of(const struct live *live, pid_t pid)
{
	for (size_t i = 0; i < live->started; i++)
		if (live->hall->slot[i].pid == pid)
			return &live->hall->slot[i];
	return NULL;
}

/* Collect workers that have ended; one that was killed spoils the run. */
static int reap(struct live *live)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct worker_slot *slot = slot_of(live, pid);

		if (!slot)
			continue;
		slot->pid = 0;
		if (WIFSIGNALED(status))
			return failed("job %s: somebody killed its process %d (%s): run it again",
				      live->jobs->job[slot - live->hall->slot].name, pid,
				      strsignal(WTERMSIG(status)));
	}
	return KILN_OK;
}

static int check_policy(const struct live *live)
{
	const char *why = policy_ejected(live->policy);
	struct scx_status status;

	if (why)
		return failed("policy %s: the kernel threw it out: %s", live->policy->name, why);
	if (!live->policy->bpf)
		return KILN_OK;
	scx_status(&status);
	if (!strcmp(status.state, "disabled"))
		return failed(
			"policy %s: it is no longer in force: the kernel threw it out, or somebody detached it: see the kernel's log (dmesg)",
			live->policy->name);
	return KILN_OK;
}

static int find_trouble(struct live *live)
{
	int ret = read_signals(live);

	if (!ret)
		ret = reap(live);
	if (!ret)
		ret = check_policy(live);
	return ret;
}

static int check_prepared(const struct live *live)
{
	for (size_t i = 0; i < live->jobs->n; i++) {
		const struct worker_slot *slot = &live->hall->slot[i];

		if (slot->error == ENOSPC)
			return failed(
				"job %s: the registry is full: fewer jobs, or load kiln_sched with a larger max_jobs",
				live->jobs->job[i].name);
		if (slot->error)
			return failed("job %s: %s: %s", live->jobs->job[i].name, slot->failed_step,
				      strerror(slot->error));
	}
	return KILN_OK;
}

/* Is the process asleep? The third word of its stat file says 'S'. */
static bool is_asleep(pid_t pid)
{
	char path[64], line[256], *state;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	in = fopen(path, "re");
	if (!in)
		return false;
	state = fgets(line, sizeof(line), in) ? strrchr(line, ')') : NULL;
	fclose(in);
	return state && state[1] == ' ' && state[2] == 'S';
}

static int wait_asleep(struct live *live, uint64_t limit)
{
	for (size_t i = 0; i < live->jobs->n; i++)
		while (!is_asleep(live->hall->slot[i].pid)) {
			int ret = find_trouble(live);

			if (ret)
				return ret;
			if (monotonic() > limit)
				return failed(
					"job %s: it does not come to rest: is the machine very busy?",
					live->jobs->job[i].name);
			usleep(1000);
		}
	return KILN_OK;
}

/* Let the workers prepare themselves, and see them all asleep. */
static int prepare_workers(struct live *live)
{
	uint64_t limit = monotonic() + PREPARE_NS;
	uint32_t ready;
	int ret;

	__atomic_store_n(&live->hall->open, 1, __ATOMIC_RELEASE);
	futex_wake(&live->hall->open);
	while ((ready = __atomic_load_n(&live->hall->ready, __ATOMIC_ACQUIRE)) < live->jobs->n) {
		futex_wait(&live->hall->ready, ready, 50);
		ret = check_prepared(live);
		if (!ret)
			ret = find_trouble(live);
		if (ret)
			return ret;
		if (monotonic() > limit)
			return failed(
				"live run: %zu of %zu jobs are not ready after %s: is the machine very busy?",
				live->jobs->n - ready, live->jobs->n, span_text(PREPARE_NS));
	}
	ret = check_prepared(live);
	return ret ? ret : wait_asleep(live, limit);
}

/* Idle time of the jobs' CPUs since boot, in ticks of USER_HZ. */
static unsigned long idle_ticks(const struct live *live)
{
	unsigned long sum = 0, idle;
	FILE *in = fopen("/proc/stat", "re");
	char line[512];
	int cpu;

	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "cpu%d %*u %*u %*u %lu", &cpu, &idle) == 2 &&
		    CPU_ISSET(cpu, &live->cpu_set))
			sum += idle;
	if (in)
		fclose(in);
	return sum;
}

/*
 * Loading a scheduler leaves the kernel some cleaning up. Wait until the jobs'
 * CPUs are idle, or for SETTLE_NS at most: a machine may have other work.
 */
static void settle(const struct live *live)
{
	uint64_t limit = monotonic() + SETTLE_NS;
	unsigned long enough = live->cpus * sysconf(_SC_CLK_TCK) * CALM_MS / 1000 * 9 / 10;
	unsigned long before, after = idle_ticks(live);

	do {
		before = after;
		usleep(CALM_MS * 1000);
		after = idle_ticks(live);
	} while (after - before < enough && monotonic() < limit);
}

static void start_clock(struct live *live)
{
	for (size_t i = 0; i < live->jobs->n; i++)
		live->id[i] = live->hall->slot[i].id;
	live->rec.zero_ns = monotonic() + LEAD_NS;
	live->give_up_ns = live->rec.zero_ns + 4 * total_ns(live->jobs) + 30 * NS_PER_S;
	recorder_start(&live->rec);
	live->hall->zero_ns = live->rec.zero_ns;
	policy_zero(live->policy, live->rec.zero_ns);
}

static uint64_t next_arrival(const struct live *live)
{
	if (live->arrived == live->jobs->n)
		return UINT64_MAX;
	return live->rec.zero_ns + live->jobs->job[live->arrival[live->arrived]].arrival;
}

/* Wake the jobs whose time has come, in order. */
static void wake_due(struct live *live)
{
	while (next_arrival(live) <= monotonic()) {
		struct worker_slot *slot = &live->hall->slot[live->arrival[live->arrived++]];

		__atomic_store_n(&slot->go, 1, __ATOMIC_RELEASE);
		futex_wake(&slot->go);
	}
}

/* Sleep until something happens, a job is due, or it is time for a glance. */
static void wait_event(const struct live *live)
{
	struct pollfd fds[] = {
		{ .fd = live->registry, .events = POLLIN },
		{ .fd = live->signals,  .events = POLLIN },
	};
	uint64_t now = monotonic(), next = next_arrival(live);
	uint64_t ns = next <= now ? 0 : next - now;
	struct timespec limit = { .tv_nsec = ns < GLANCE_NS ? ns : GLANCE_NS };

	ppoll(fds, 2, &limit, NULL);
}

static int watch(struct live *live)
{
	uint64_t glance = 0;
	int ret = KILN_OK;

	while (!ret && live->rec.finished < live->jobs->n) {
		wait_event(live);
		wake_due(live);
		ret = recorder_drain(&live->rec);
		if (ret || monotonic() < glance)
			continue;
		glance = monotonic() + GLANCE_NS;
		ret = find_trouble(live);
		if (!ret && monotonic() > live->give_up_ns && !live->rec.timeline->n)
			ret = failed(
				"policy %s: it ran no job at all: does its dispatch take one from the ready queue?",
				live->policy->name);
		else if (!ret && monotonic() > live->give_up_ns)
			ret = failed(
				"live run: %zu of %zu jobs have not finished, long after they should: is the machine very busy?",
				live->jobs->n - live->rec.finished, live->jobs->n);
	}
	return ret;
}

/* No worker is left behind, whatever has happened. */
static void end_workers(struct live *live)
{
	for (size_t i = 0; i < live->started; i++)
		if (live->hall->slot[i].pid)
			kill(live->hall->slot[i].pid, SIGKILL);
	for (size_t i = 0; i < live->started; i++)
		while (live->hall->slot[i].pid && waitpid(live->hall->slot[i].pid, NULL, 0) < 0 &&
		       errno == EINTR)
			;
}

static int prepare(struct live *live)
{
	int ret = machine_cpus(live->cpus, &live->parent_cpu, live->cpu);

	if (ret)
		return ret;
	for (unsigned int i = 0; i < live->cpus; i++)
		CPU_SET(live->cpu[i], &live->cpu_set);
	live->registry = registry_open();
	if (live->registry < 0)
		return KILN_FAILED;
	ret = take_signals(live);
	if (!ret)
		ret = start_workers(live);
	return ret;
}

static int perform(struct live *live)
{
	int ret = policy_attach(live->policy);

	if (!ret)
		ret = prepare_workers(live);
	if (!ret)
		ret = become_timekeeper(live);
	if (!ret) {
		settle(live);
		start_clock(live);
		ret = watch(live);
		retire_timekeeper(live);
	}
	return ret;
}

static void clean_up(struct live *live)
{
	end_workers(live);
	free(live->hall);
	free(live->worker);
	policy_detach(live->policy);
	recorder_stop(&live->rec);
	if (live->registry >= 0)
		close(live->registry);
	if (live->signals >= 0) {
		close(live->signals);
		sigprocmask(SIG_SETMASK, &live->old_mask, NULL);
	}
	free(live->arrival);
	free(live->id);
}

/**
 * live_run - run jobs as real processes
 * @policy: opened and set; attached here and detached again
 * @jobs: the jobs
 * @cpus: how many CPUs they may use
 * @res: out; to be freed by result_free()
 *
 * Needs root and the module. Returns KILN_OK, or another exit status after
 * saying what went wrong; nothing is left running either way.
 */
int live_run(struct policy *policy, const struct jobs *jobs, unsigned int cpus, struct result *res)
{
	struct live live = {
		.policy = policy,
		.jobs = jobs,
		.cpus = cpus,
		.registry = -1,
		.signals = -1,
		.arrival = jobs_by_arrival(jobs),
		.id = zalloc(jobs->n, sizeof(*live.id)),
		.hall = zalloc(1, sizeof(*live.hall) + jobs->n * sizeof(live.hall->slot[0])),
		.worker = zalloc(jobs->n, sizeof(*live.worker)),
	};
	int ret;

	*res = (struct result){
		.cpus = cpus,
		.hair = LATE(jobs->unit_ns),
		.blocked = zalloc(jobs->n, sizeof(*res->blocked)),
	};
	ret = prepare(&live);
	live.rec = (struct recorder){
		.fd = live.registry,
		.id = live.id,
		.n = jobs->n,
		.cpu = live.cpu,
		.cpus = cpus,
		.timeline = &res->timeline,
		.blocked = res->blocked,
	};
	if (!ret)
		ret = perform(&live);
	clean_up(&live);
	if (ret)
		return ret;
	timeline_merge(&res->timeline, HAIR(jobs->unit_ns));
	result_compute(res, jobs);
	return KILN_OK;
}
