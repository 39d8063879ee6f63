// SPDX-License-Identifier: GPL-2.0
/*
 * A worker. It waits until the scheduler is in force, makes itself a job,
 * waits to arrive, uses up its burst of CPU time, blocks in between if it is to, and
 * is gone.
 *
 * It must leave quickly, since its exit delays the next job. Most of an exit is
 * tearing the address space down, so a worker shares its parent's (CLONE_VM, as
 * vfork does) and has only a stack of its own. That includes errno: while the
 * parent looks at its own, workers sleep or make system calls that succeed.
 */
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "registry.h"
#include "units.h"
#include "worker.h"

/**
 * futex_wait - sleep as long as a word has a value
 * @word: in shared memory
 * @value: the value
 * @timeout_ms: but no longer than this; -1 is for ever
 */
void futex_wait(uint32_t *word, uint32_t value, int timeout_ms)
{
	struct timespec limit = {
		.tv_sec = timeout_ms / 1000,
		.tv_nsec = timeout_ms % 1000 * (long)NS_PER_MS,
	};

	syscall(SYS_futex, word, FUTEX_WAIT, value, timeout_ms < 0 ? NULL : &limit, NULL, 0);
}

/**
 * futex_wake - wake all that sleep on a word
 * @word: in shared memory
 */
void futex_wake(uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

static void wait_for(uint32_t *word)
{
	while (!__atomic_load_n(word, __ATOMIC_ACQUIRE))
		futex_wait(word, 0, -1);
}

static void give_up(struct worker_hall *hall, struct worker_slot *slot, const char *step)
{
	slot->error = errno;
	strncpy(slot->failed_step, step, sizeof(slot->failed_step) - 1);
	__atomic_add_fetch(&hall->ready, 1, __ATOMIC_RELEASE);
	futex_wake(&hall->ready);
	_exit(1);
}

static void prepare(struct worker_hall *hall, struct worker_slot *slot, const struct job *job,
		    const struct worker_setup *setup)
{
	struct sched_param param = {};

	if (sched_setaffinity(0, sizeof(*setup->cpus), setup->cpus))
		give_up(hall, slot, "moving to its CPU");
	if (sched_setscheduler(0, setup->policy, &param))
		give_up(hall, slot, "joining its scheduling class");
	if (setpriority(PRIO_PROCESS, 0, job->nice))
		give_up(hall, slot, "taking its nice value");
	prctl(PR_SET_TIMERSLACK, 1);
	if (registry_declare(setup->registry, job, &slot->id))
		give_up(hall, slot, "declaring itself a job");
}

static uint64_t cpu_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* Compute until so much CPU time has really been received. */
static void compute(uint64_t until)
{
	while (cpu_time() < until)
		for (volatile int i = 0; i < 200; i++)
			;
}

/* Wait as if for a device. */
static void block(uint64_t ns)
{
	struct timespec left = { .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S };

	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left))
		;
}

/*
 * Wait for the next release. The policy must know its deadline when it wakes, so it is
 * declared before; who is late already wakes at once.
 */
static void await_release(const struct worker *w, uint64_t release)
{
	uint64_t at = w->hall->zero_ns + job_release(w->job, release);
	struct timespec t = { .tv_sec = at / NS_PER_S, .tv_nsec = at % NS_PER_S };
	struct job next = *w->job;
	struct timespec now, moment = { .tv_nsec = 1 };
	uint32_t id;

	next.deadline += release * next.period;
	registry_declare(w->setup->registry, &next, &id);
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec * NS_PER_S + now.tv_nsec >= at)
		clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL))
		;
}

/* The parent may have died before this process could ask for the signal. */
static void die_with_parent(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

static int work(void *arg)
{
	struct worker *w = arg;
	struct worker_slot *slot = &w->hall->slot[w->number];
	uint64_t blocks = job_blocks(w->job), start;

	die_with_parent(w->parent);
	wait_for(&w->hall->open);
	prepare(w->hall, slot, w->job, w->setup);
	__atomic_add_fetch(&w->hall->ready, 1, __ATOMIC_RELEASE);
	futex_wake(&w->hall->ready);
	start = cpu_time(); /* to be woken is a part of the burst */
	wait_for(&slot->go);
	for (uint64_t i = 1; i <= blocks; i++) {
		compute(start + i * w->job->run);
		if (w->job->releases > 1)
			await_release(w, i);
		else
			block(w->job->block);
	}
	compute(start + w->job->burst);
	_exit(0);
}

/**
 * worker_start - start the process of a job
 * @worker: the worker; it must stay until the process has ended
 *
 * Returns its process id, -1 with errno set when there is none.
 */
pid_t worker_start(struct worker *worker)
{
	worker->parent = getpid();
	return clone(work, worker->stack + sizeof(worker->stack), CLONE_VM | SIGCHLD, worker);
}
