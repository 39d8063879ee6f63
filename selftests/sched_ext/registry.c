// SPDX-License-Identifier: GPL-2.0
/*
 * The job registry, kiln_sched.ko, by its ABI alone: what /dev/kiln/sched and
 * /proc/kiln/sched say of tasks that do known things. Nothing here depends on
 * how fast the machine is; what takes time is waited for, up to LIMIT_S.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <kiln/sched.h>

#include "kselftest_harness.h"
#include "module.h"

#define LIMIT_S	   30
#define NOBODY	   65534
#define NS_PER_MS  1000000ULL
#define NO_TASK	   4194304 /* above any PID */
#define EVENT_SIZE sizeof(struct kiln_job_event)

/* Waits until @cond holds: false when it does not within LIMIT_S. */
#define wait_for(cond) \
	({ \
		uint64_t give_up = now_ns() + LIMIT_S * 1000 * NS_PER_MS; \
		bool met; \
		while (!(met = (cond)) && now_ns() < give_up) \
			nap(1); \
		met; \
	})

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 * NS_PER_MS + ts.tv_nsec;
}

static void nap(unsigned int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * NS_PER_MS };

	nanosleep(&ts, NULL);
}

/* --- the module */

static int load(const char *params)
{
	return load_module("kiln_sched", params);
}

static int unload(void)
{
	return unload_module("kiln_sched");
}

/* By a run with faults, for example. */
static bool traced(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[256];
	int tracer = 0;

	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "TracerPid: %d", &tracer) == 1)
			break;
	if (status)
		fclose(status);
	return tracer;
}

static int open_device(void)
{
	return open(KILN_SCHED_DEVICE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

/* --- its ABI; each returns a negative errno when it fails */

static int declare_job(int dev, struct kiln_job *job)
{
	return ioctl(dev, KILN_SCHED_DECLARE, job) ? -errno : (int)job->id;
}

/* The id of the job. */
static int declare(int dev, pid_t tid, unsigned int flags)
{
	struct kiln_job job = { .flags = flags, .tid = tid, .name = "test" };

	return declare_job(dev, &job);
}

static int withdraw(int dev, uint32_t id)
{
	return ioctl(dev, KILN_SCHED_WITHDRAW, &id) ? -errno : 0;
}

static int stat_job(int dev, uint32_t id, struct kiln_job_stat *st)
{
	*st = (struct kiln_job_stat){ .id = id };
	return ioctl(dev, KILN_SCHED_STAT, st) ? -errno : 0;
}

/* enum kiln_job_state */
static int state(int dev, uint32_t id)
{
	struct kiln_job_stat st;
	int err = stat_job(dev, id, &st);

	return err ?: (int)st.state;
}

/* --- the events of a file, collected */

#define LOG_MAX 65536

static struct kiln_job_event ev[LOG_MAX];
static size_t nev;

static void collect(int dev)
{
	ssize_t got;

	while (nev < LOG_MAX) {
		got = read(dev, ev + nev, (LOG_MAX - nev) * EVENT_SIZE);
		if (got <= 0)
			break;
		nev += got / EVENT_SIZE;
	}
}

static size_t count(uint32_t job, unsigned int kind)
{
	size_t n = 0;

	for (size_t i = 0; i < nev; i++)
		n += ev[i].job == job && ev[i].kind == kind;
	return n;
}

static size_t collect_and_count(int dev, uint32_t job, unsigned int kind)
{
	collect(dev);
	return count(job, kind);
}

/* What the events say about a job: a second, independent account of it. */
struct account {
	const char *wrong;
	struct kiln_job_stat stat;
	size_t events;
};

static struct account add_up(uint32_t job)
{
	static const char *const after[] = {
		/* the kinds that may come next, as one character each */
		[KILN_JOB_ARRIVE] = "RBF", [KILN_JOB_RUN] = "PBF", [KILN_JOB_PREEMPT] = "RF",
		[KILN_JOB_BLOCK] = "WF",   [KILN_JOB_WAKE] = "RF", [KILN_JOB_FINISH] = "",
	};
	const char *may = "A";
	struct account acc = { .stat.state = KILN_JOB_DECLARED };
	struct kiln_job_stat *st = &acc.stat;
	uint64_t since = 0;
	uint16_t cpu = 0;

	for (size_t i = 0; i < nev; i++) {
		const struct kiln_job_event *e = &ev[i];

		if (e->job != job || e->kind == KILN_JOB_LOST)
			continue;
		if (e->kind > KILN_JOB_LOST || !strchr(may, "ARPBWFL"[e->kind]))
			acc.wrong = "an event comes in the wrong order";
		if (e->time_ns < since)
			acc.wrong = "time goes back";
		if (acc.wrong)
			return acc;
		if (st->state == KILN_JOB_RUNNING)
			st->cpu_ns += e->time_ns - since;
		if (st->state == KILN_JOB_READY)
			st->wait_ns += e->time_ns - since;
		since = e->time_ns;
		may = after[e->kind];
		acc.events++;

		switch (e->kind) {
		case KILN_JOB_ARRIVE:
			st->arrival_ns = e->time_ns;
			st->state = KILN_JOB_READY;
			break;
		case KILN_JOB_RUN:
			if (!st->start_ns)
				st->start_ns = e->time_ns;
			else
				st->migrations += e->cpu != cpu;
			st->switches++;
			cpu = e->cpu;
			st->state = KILN_JOB_RUNNING;
			break;
		case KILN_JOB_PREEMPT:
		case KILN_JOB_WAKE:
			st->state = KILN_JOB_READY;
			break;
		case KILN_JOB_BLOCK:
			st->state = KILN_JOB_BLOCKED;
			break;
		case KILN_JOB_FINISH:
			st->finish_ns = e->time_ns;
			st->state = KILN_JOB_FINISHED;
			break;
		}
	}
	return acc;
}

/* --- tasks to make jobs of */

enum {
	SLEEPER,
	SPINNER,
	READER
};

#define TASKS 16

static struct {
	pid_t pid[TASKS];
	int go[TASKS]; /* a byte written here wakes a READER */
	int n;
} tasks;

static uint64_t cpu_time(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000 * NS_PER_MS + ts.tv_nsec;
}

static void burn(uint64_t cpu_ns)
{
	uint64_t until = cpu_time() + cpu_ns;

	while (cpu_time() < until)
		;
}

/* A fork that dies with its parent. */
static pid_t child(void)
{
	pid_t parent = getpid(), pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
	}
	return pid;
}

/* A SLEEPER sleeps and a SPINNER spins until it is killed; a READER sleeps
 * until it is told to go, then computes, sleeps thrice and ends.
 */
static pid_t start(int what)
{
	int fds[2], ready[2];
	pid_t pid;
	char c;

	if (tasks.n == TASKS || pipe2(fds, O_CLOEXEC) || pipe2(ready, O_CLOEXEC))
		return -1;
	pid = child();
	if (!pid) {
		dup2(fds[0], STDIN_FILENO);
		close_range(3, ~0U, 0); /* the device, above all */
		switch (what) {
		case SPINNER:
			for (;;)
				__asm__ volatile("" ::: "memory");
		case READER:
			if (read(STDIN_FILENO, &c, 1) != 1)
				_exit(1);
			burn(5 * NS_PER_MS);
			for (int i = 0; i < 3; i++)
				nap(2);
			_exit(0);
		default:
			for (;;)
				pause();
		}
	}
	close(ready[1]);
	if (read(ready[0], &c, 1)) /* until it has closed its files */
		abort();
	close(ready[0]);
	close(fds[0]);
	tasks.go[tasks.n] = fds[1];
	tasks.pid[tasks.n++] = pid;
	return pid;
}

static int reap(pid_t pid)
{
	int status;

	for (int i = 0; i < tasks.n; i++)
		if (tasks.pid[i] == pid)
			tasks.pid[i] = 0;
	if (waitpid(pid, &status, 0) != pid)
		return -1;
	return status;
}

static void kill_task(pid_t pid)
{
	kill(pid, SIGKILL);
	reap(pid);
}

static void kill_tasks(void)
{
	for (int i = 0; i < tasks.n; i++) {
		if (tasks.pid[i] > 0)
			kill_task(tasks.pid[i]);
		close(tasks.go[i]);
	}
	tasks.n = 0;
}

/* The letter of a task's state in /proc. */
static char task_state(pid_t pid)
{
	char path[64], line[512], *at;
	FILE *f;
	char c = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fgets(line, sizeof(line), f)) {
		at = strrchr(line, ')');
		c = at ? at[2] : 0;
	}
	fclose(f);
	return c;
}

static bool asleep(pid_t pid)
{
	return wait_for(task_state(pid) == 'S');
}

/* The @n-th CPU that we may use, or -1. */
static int nth_cpu(int n)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &set) && !n--)
			return cpu;
	return -1;
}

static int pin(pid_t pid, int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(pid, sizeof(set), &set);
}

/* Runs @body in a child as user @uid: what it returns, from 0 to 255. */
static int as_user(uid_t uid, bool nice, int (*body)(int arg), int arg)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct caps[2] = {};
	pid_t pid = child();
	int status;

	if (!pid) {
		caps[0].permitted = 1U << CAP_SYS_NICE;
		caps[0].effective = caps[0].permitted;
		if (prctl(PR_SET_KEEPCAPS, nice) || setresuid(uid, uid, uid) ||
		    (nice && syscall(SYS_capset, &head, caps)))
			_exit(255);
		_exit(body(arg));
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 254;
	return WEXITSTATUS(status);
}

/* The line of a job in /proc/kiln/sched: false when there is none. */
static bool proc_line(uint32_t id, char *line, size_t size)
{
	FILE *f = fopen(KILN_SCHED_PROC, "re");
	bool found = false;

	while (f && !found && fgets(line, size, f))
		found = strtoul(line, NULL, 10) == id;
	if (f)
		fclose(f);
	return found;
}

/*
 * The device of a module that was just loaded. When memory is short the kernel makes no
 * node for it, or one with another name, and says nothing: then load it again.
 */
static int open_loaded(const char *params)
{
	int dev = open_device();

	while (dev < 0 && getenv("KILN_FAULTS") && !unload() && !load(params))
		dev = open_device();
	return dev;
}

/* --- the tests */

FIXTURE(registry)
{
	int dev;
};

FIXTURE_SETUP(registry)
{
	int err;

	self->dev = -1;
	if (geteuid())
		SKIP(return, "loading a module needs root");
	unload(); /* what a test that failed may have left */
	err = load("");
	if (err == -EPERM || err == -ENOENT)
		SKIP(return, "the module cannot be loaded here: %s", strerror(-err));
	ASSERT_EQ(0, err);
	self->dev = open_loaded("");
	ASSERT_LE(0, self->dev);
}

FIXTURE_TEARDOWN(registry)
{
	kill_tasks();
	if (self->dev < 0)
		return;
	close(self->dev);
	EXPECT_EQ(0, unload());
	EXPECT_NE(0, access("/proc/kiln", F_OK));
}

/* The module once more, with other parameters. */
#define reload(params) \
	do { \
		close(self->dev); \
		ASSERT_EQ(0, unload()); \
		ASSERT_EQ(0, load(params)); \
		self->dev = open_loaded(params); \
		ASSERT_LE(0, self->dev); \
	} while (0)

TEST_F(registry, the_caller_declares_itself)
{
	struct kiln_job job = { .name = "the-caller" };
	uint64_t before = now_ns();
	struct kiln_job_stat st;

	ASSERT_LT(0, declare_job(self->dev, &job));
	ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
	EXPECT_EQ(job.id, st.id);
	EXPECT_EQ(gettid(), st.tid);
	EXPECT_STREQ("the-caller", st.name);
	EXPECT_EQ(KILN_JOB_RUNNING, st.state);
	EXPECT_LE(before, st.arrival_ns);
	EXPECT_LE(st.arrival_ns, st.start_ns);
	EXPECT_LE(st.start_ns, now_ns());
	EXPECT_EQ(0, st.finish_ns);
	EXPECT_EQ(0, st.misses);
	EXPECT_LE(1, st.switches);
}

TEST_F(registry, a_name_may_have_15_characters)
{
	struct kiln_job job = { .name = "~!@456789abcdef" };
	struct kiln_job_stat st;

	ASSERT_LT(0, declare_job(self->dev, &job));
	ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
	EXPECT_STREQ("~!@456789abcdef", st.name);
}

TEST_F(registry, every_bad_field_is_refused)
{
	static const struct {
		const char *what;
		struct kiln_job job;
	} bad[] = {
		{ "unknown flag",	  { .name = "x", .flags = 2 }		      },
		{ "all flags",	       { .name = "x", .flags = ~0U }		     },
		{ "negative tid",	  { .name = "x", .tid = -1 }		     },
		{ "least tid",	       { .name = "x", .tid = INT_MIN }	       },
		{ "no name",	     { .name = "" }				    },
		{ "newline in name",  { .name = "a\nb" }				},
		{ "space in name",	   { .name = "a b" }			     },
		{ "DEL in name",	 { .name = "a\177" }			     },
		{ "no ASCII in name", { .name = "\303\244" }		     },
		{ "burst",		   { .name = "x", .burst_ns = 1ULL << 62 }	   },
		{ "deadline",	      { .name = "x", .deadline_ns = 1ULL << 62 } },
		{ "period",	    { .name = "x", .period_ns = ~0ULL }	},
	};
	struct kiln_job job = {};
	char line[256];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		job = bad[i].job;
		EXPECT_EQ(-EINVAL, declare_job(self->dev, &job))
		{
			TH_LOG("%s", bad[i].what);
		}
	}
	job = (struct kiln_job){};
	memset(job.name, 'x', sizeof(job.name));
	EXPECT_EQ(-EINVAL, declare_job(self->dev, &job))
	{
		TH_LOG("name without its NUL");
	}
	EXPECT_FALSE(proc_line(1, line, sizeof(line)))
	{
		TH_LOG("something was declared: %s", line);
	}
}

TEST_F(registry, the_longest_times_are_taken)
{
	struct kiln_job job = {
		.name = "x",
		.burst_ns = (1ULL << 62) - 1,
		.deadline_ns = (1ULL << 62) - 1,
		.period_ns = (1ULL << 62) - 1,
	};
	struct kiln_job_stat st;

	ASSERT_LT(0, declare_job(self->dev, &job));
	ASSERT_EQ(0, withdraw(self->dev, job.id));
	ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
	EXPECT_EQ(0, st.misses);
}

TEST_F(registry, a_task_must_exist)
{
	siginfo_t info;
	pid_t pid = start(SLEEPER);

	ASSERT_LT(0, pid);
	EXPECT_EQ(-ESRCH, declare(self->dev, NO_TASK, 0));
	kill(pid, SIGKILL);
	ASSERT_EQ(0, waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	EXPECT_EQ(-ESRCH, declare(self->dev, pid, 0))
	{
		TH_LOG("a zombie was declared");
	}
	reap(pid);
	EXPECT_EQ(-ESRCH, declare(self->dev, pid, 0));
}

/* 0 when tid @tid may be declared, else the errno; the device is opened anew. */
static int try_declare(int tid)
{
	int id = declare(open_device(), tid, 0);

	return id > 0 ? 0 : -id;
}

TEST_F(registry, another_users_task_is_not_ours)
{
	EXPECT_EQ(EPERM, as_user(NOBODY, false, try_declare, getpid()));
	EXPECT_EQ(EPERM, as_user(NOBODY, false, try_declare, 1));
}

TEST_F(registry, another_users_task_with_cap_sys_nice)
{
	EXPECT_EQ(0, as_user(NOBODY, true, try_declare, getpid()));
	EXPECT_EQ(KILN_JOB_RUNNING, state(self->dev, 1));
}

static int declare_own_kind(int unused)
{
	pid_t pid = child();
	int ret, status;

	if (!pid)
		for (;;)
			pause();
	ret = try_declare(0) ?: try_declare(pid);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return ret;
}

TEST_F(registry, anybody_may_declare_tasks_of_their_own)
{
	EXPECT_EQ(0, as_user(NOBODY, false, declare_own_kind, 0));
}

static int try_withdraw(int id)
{
	return -withdraw(open_device(), id);
}

TEST_F(registry, another_users_job_is_not_withdrawn)
{
	int id = declare(self->dev, 0, 0);

	ASSERT_LT(0, id);
	EXPECT_EQ(EPERM, as_user(NOBODY, false, try_withdraw, id));
	EXPECT_EQ(KILN_JOB_RUNNING, state(self->dev, id));
	EXPECT_EQ(0, as_user(NOBODY, true, try_withdraw, id));
	EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id));
}

static int try_stat(int id)
{
	int st = state(open_device(), id);

	return st < 0 ? -st : 0;
}

TEST_F(registry, anybody_may_ask_for_the_state)
{
	int id = declare(self->dev, 0, 0);

	ASSERT_LT(0, id);
	EXPECT_EQ(0, as_user(NOBODY, false, try_stat, id));
}

TEST_F(registry, a_kernel_thread_is_no_job)
{
	EXPECT_EQ(-EPERM, declare(self->dev, 2, 0));
}

TEST_F(registry, an_unknown_ioctl)
{
	char arg[256] = {};

	EXPECT_EQ(-1, ioctl(self->dev, _IO(0xEB, 0x7f), arg));
	EXPECT_EQ(ENOTTY, errno);
	EXPECT_EQ(-1, ioctl(self->dev, 0, arg));
	EXPECT_EQ(ENOTTY, errno);
	EXPECT_EQ(-1, ioctl(self->dev, _IOWR(0xEB, 0x00, char[8]), arg));
	EXPECT_EQ(ENOTTY, errno)
	{
		TH_LOG("another size of struct is another call");
	}
}

TEST_F(registry, a_bad_pointer)
{
	struct kiln_job *job =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char line[256];

	ASSERT_NE(MAP_FAILED, job);
	EXPECT_EQ(-1, ioctl(self->dev, KILN_SCHED_DECLARE, NULL));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(self->dev, KILN_SCHED_WITHDRAW, NULL));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(self->dev, KILN_SCHED_STAT, NULL));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(self->dev, KILN_SCHED_STAT, -4096L));
	EXPECT_EQ(EFAULT, errno);

	strcpy(job->name, "unlucky");
	ASSERT_EQ(0, mprotect(job, 4096, PROT_READ));
	EXPECT_EQ(-EFAULT, declare_job(self->dev, job));
	EXPECT_FALSE(proc_line(1, line, sizeof(line)))
	{
		TH_LOG("declared, but nobody knows its id: %s", line);
	}
	munmap(job, 4096);
}

TEST_F(registry, declared_twice_it_keeps_its_id)
{
	struct kiln_job job = { .name = "first", .burst_ns = 3 * NS_PER_MS };
	int other = open_device();
	struct kiln_job_stat st;
	char line[256];
	uint32_t id;

	ASSERT_LT(0, declare_job(self->dev, &job));
	id = job.id;
	ASSERT_TRUE(proc_line(id, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, " 3.000 "));

	job = (struct kiln_job){ .name = "2nd", .burst_ns = 77 * NS_PER_MS };
	EXPECT_EQ(id, declare_job(other, &job));
	ASSERT_EQ(0, stat_job(self->dev, id, &st));
	EXPECT_STREQ("2nd", st.name);
	ASSERT_TRUE(proc_line(id, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, " 77.000 "));

	/* The events go on to the first file. */
	ASSERT_EQ(0, withdraw(self->dev, id));
	collect(other);
	EXPECT_EQ(0, nev);
	collect(self->dev);
	EXPECT_EQ(1, count(id, KILN_JOB_ARRIVE));
	EXPECT_EQ(1, count(id, KILN_JOB_FINISH));
	close(other);
}

TEST_F(registry, withdrawn_it_is_finished)
{
	int id = declare(self->dev, 0, 0), next;

	ASSERT_LT(0, id);
	EXPECT_EQ(0, withdraw(self->dev, id));
	EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id));
	EXPECT_EQ(0, withdraw(self->dev, id))
	{
		TH_LOG("once more is no error");
	}
	next = declare(self->dev, 0, 0);
	EXPECT_LT(id, next);
	EXPECT_EQ(KILN_JOB_RUNNING, state(self->dev, next));
	EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id));
}

TEST_F(registry, an_unknown_id)
{
	EXPECT_EQ(-ENOENT, withdraw(self->dev, 1));
	EXPECT_EQ(-ENOENT, state(self->dev, 1));
	EXPECT_EQ(-ENOENT, state(self->dev, 0));
	EXPECT_EQ(-ENOENT, state(self->dev, ~0U));
}

static uint64_t apart(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* The two accounts agree; a clock may differ by a little at each event. */
#define expect_same_account(id) \
	do { \
		struct account acc = add_up(id); \
		struct kiln_job_stat st; \
		uint64_t slack = acc.events * (getenv("KILN_FAULTS") ? 10000 : 1000); \
		ASSERT_EQ(NULL, acc.wrong) \
		{ \
			TH_LOG("job %d: %s", (int)(id), acc.wrong); \
		} \
		ASSERT_EQ(0, stat_job(self->dev, id, &st)); \
		EXPECT_EQ(acc.stat.state, st.state); \
		EXPECT_EQ(acc.stat.switches, st.switches); \
		EXPECT_GE(slack, apart(st.arrival_ns, acc.stat.arrival_ns)); \
		EXPECT_GE(slack, apart(st.start_ns, acc.stat.start_ns)); \
		EXPECT_GE(slack, apart(st.finish_ns, acc.stat.finish_ns)); \
		EXPECT_GE(slack, apart(st.cpu_ns, acc.stat.cpu_ns)); \
		EXPECT_GE(slack, apart(st.wait_ns, acc.stat.wait_ns)); \
	} while (0)

TEST_F_TIMEOUT(registry, it_arrives_when_it_is_woken, 60)
{
	pid_t pid = start(READER);
	struct kiln_job_stat st;
	int id;

	ASSERT_LT(0, pid);
	ASSERT_TRUE(asleep(pid));
	id = declare(self->dev, pid, KILN_JOB_ARRIVES_AT_WAKEUP);
	ASSERT_LT(0, id);
	ASSERT_EQ(0, stat_job(self->dev, id, &st));
	EXPECT_EQ(KILN_JOB_DECLARED, st.state);
	EXPECT_EQ(pid, st.tid);
	EXPECT_EQ(0, st.arrival_ns);
	collect(self->dev);
	EXPECT_EQ(0, nev);

	ASSERT_EQ(1, write(tasks.go[0], "", 1));
	ASSERT_EQ(0, reap(pid));
	collect(self->dev);
	ASSERT_LE(3, nev);
	EXPECT_EQ(KILN_JOB_ARRIVE, ev[0].kind);
	EXPECT_EQ(KILN_JOB_RUN, ev[1].kind);
	EXPECT_EQ(KILN_JOB_FINISH, ev[nev - 1].kind);
	EXPECT_EQ(nev, add_up(id).events);
	expect_same_account(id);

	ASSERT_EQ(0, stat_job(self->dev, id, &st));
	EXPECT_LE(4 * NS_PER_MS, st.cpu_ns);
	/* It was blocked for three naps of 2 ms, at least. */
	EXPECT_LE(st.cpu_ns + st.wait_ns + 6 * NS_PER_MS, st.finish_ns - st.arrival_ns);
}

TEST_F_TIMEOUT(registry, sleep_is_block_and_wake, 60)
{
	pid_t pid = start(READER);
	int id;

	ASSERT_LT(0, pid);
	ASSERT_TRUE(asleep(pid));
	id = declare(self->dev, pid, 0);
	ASSERT_LT(0, id);
	EXPECT_EQ(KILN_JOB_BLOCKED, state(self->dev, id));
	ASSERT_EQ(1, write(tasks.go[0], "", 1));
	ASSERT_EQ(0, reap(pid));
	collect(self->dev);
	EXPECT_LE(4, count(id, KILN_JOB_BLOCK));
	EXPECT_EQ(count(id, KILN_JOB_BLOCK), count(id, KILN_JOB_WAKE));
	expect_same_account(id);
}

TEST_F(registry, a_blocked_job_is_charged_nothing)
{
	pid_t pid = start(SLEEPER);
	struct kiln_job_stat a, b;
	int id;

	ASSERT_LT(0, pid);
	ASSERT_TRUE(asleep(pid));
	id = declare(self->dev, pid, 0);
	ASSERT_LT(0, id);
	ASSERT_EQ(0, stat_job(self->dev, id, &a));
	nap(20);
	ASSERT_EQ(0, stat_job(self->dev, id, &b));
	EXPECT_EQ(KILN_JOB_BLOCKED, b.state);
	EXPECT_EQ(a.cpu_ns, b.cpu_ns);
	EXPECT_EQ(a.wait_ns, b.wait_ns);
	EXPECT_EQ(0, b.switches);
}

TEST_F(registry, a_running_job_is_charged_up_to_now)
{
	struct kiln_job_stat a, b;
	int id = declare(self->dev, 0, 0);
	uint64_t begin, spent;

	if (traced())
		SKIP(return, "a tracer blocks this job again and again");
	ASSERT_LT(0, id);
	ASSERT_EQ(0, stat_job(self->dev, id, &a));
	begin = now_ns();
	burn(5 * NS_PER_MS);
	spent = now_ns() - begin;
	ASSERT_EQ(0, stat_job(self->dev, id, &b));
	EXPECT_LT(a.cpu_ns, b.cpu_ns);
	/* Running or ready, all the time. */
	EXPECT_LE(spent, b.cpu_ns + b.wait_ns - a.cpu_ns - a.wait_ns + 1000);
}

TEST_F_TIMEOUT(registry, two_on_one_cpu_preempt_each_other, 60)
{
	pid_t pid[2];
	int id[2], on[2] = { -1, -1 };

	for (int i = 0; i < 2; i++) {
		pid[i] = start(SPINNER);
		ASSERT_LT(0, pid[i]);
		ASSERT_EQ(0, pin(pid[i], nth_cpu(0)));
		id[i] = declare(self->dev, pid[i], 0);
		ASSERT_LT(0, id[i]);
	}
	for (int i = 0; i < 2; i++)
		ASSERT_TRUE(wait_for(collect_and_count(self->dev, id[i], KILN_JOB_PREEMPT) >= 3));
	kill_tasks();
	collect(self->dev);
	for (int i = 0; i < 2; i++)
		expect_same_account(id[i]);

	/* And a CPU has one job at a time. */
	for (size_t i = 0; i < nev; i++) {
		int me = ev[i].job == (uint32_t)id[1];

		if (ev[i].kind == KILN_JOB_RUN) {
			on[me] = ev[i].cpu;
			EXPECT_NE(on[me], on[!me])
			{
				TH_LOG("both have CPU %d", on[me]);
			}
		} else if (ev[i].kind != KILN_JOB_WAKE && ev[i].kind != KILN_JOB_ARRIVE) {
			on[me] = -1;
		}
	}
}

TEST_F_TIMEOUT(registry, a_move_to_another_cpu_is_counted, 60)
{
	int cpu[2] = { nth_cpu(0), nth_cpu(1) };
	struct kiln_job_stat st;
	pid_t pid;
	int id;

	if (cpu[1] < 0)
		SKIP(return, "this takes two CPUs");
	pid = start(SPINNER);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, pin(pid, cpu[0]));
	id = declare(self->dev, pid, 0);
	ASSERT_LT(0, id);
	ASSERT_TRUE(wait_for(state(self->dev, id) == KILN_JOB_RUNNING));
	for (int move = 1; move <= 4; move++) {
		size_t runs = collect_and_count(self->dev, id, KILN_JOB_RUN);

		ASSERT_EQ(0, pin(pid, cpu[move % 2]));
		ASSERT_TRUE(wait_for(collect_and_count(self->dev, id, KILN_JOB_RUN) > runs));
		ASSERT_EQ(0, stat_job(self->dev, id, &st));
		EXPECT_EQ(move, st.migrations);
	}
	kill_tasks();
	collect(self->dev);
	expect_same_account(id);
	EXPECT_EQ(4, add_up(id).stat.migrations);
}

TEST_F(registry, a_killed_process_is_finished)
{
	static const int kinds[] = { SLEEPER, SPINNER };

	for (int i = 0; i < 2; i++) {
		pid_t pid = start(kinds[i]);
		int id;

		ASSERT_LT(0, pid);
		id = declare(self->dev, pid, 0);
		ASSERT_LT(0, id);
		kill_task(pid);
		EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id));
		collect(self->dev);
		EXPECT_EQ(1, count(id, KILN_JOB_FINISH));
	}
}

TEST_F(registry, killed_before_it_arrived)
{
	pid_t pid = start(SLEEPER);
	int id;

	ASSERT_LT(0, pid);
	ASSERT_TRUE(asleep(pid));
	id = declare(self->dev, pid, KILN_JOB_ARRIVES_AT_WAKEUP);
	ASSERT_LT(0, id);
	kill_task(pid);
	EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id));
}

static void *wait_for_ever(void *tid)
{
	__atomic_store_n((pid_t *)tid, gettid(), __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

TEST_F(registry, each_thread_is_a_job_of_its_own)
{
	pid_t *tid = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int leader, id[2];
	pthread_t thread;
	pid_t pid;

	ASSERT_NE(MAP_FAILED, tid);
	pid = child();
	if (!pid) {
		for (int i = 0; i < 2; i++)
			pthread_create(&thread, NULL, wait_for_ever, tid + i);
		for (;;)
			pause();
	}
	ASSERT_LT(0, pid);
	tasks.pid[tasks.n] = pid;
	tasks.go[tasks.n++] = -1;
	ASSERT_TRUE(wait_for(__atomic_load_n(tid, __ATOMIC_ACQUIRE) &&
			     __atomic_load_n(tid + 1, __ATOMIC_ACQUIRE)));
	leader = declare(self->dev, pid, 0);
	for (int i = 0; i < 2; i++) {
		id[i] = declare(self->dev, tid[i], 0);
		ASSERT_LT(0, id[i]);
		EXPECT_NE(leader, id[i]);
	}
	kill_task(pid);
	EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, leader));
	for (int i = 0; i < 2; i++)
		EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id[i]));
	munmap(tid, 4096);
}

TEST_F(registry, a_child_is_not_what_its_parent_is)
{
	char line[256];
	int id = declare(self->dev, 0, 0);

	ASSERT_LT(0, id);
	ASSERT_LT(0, start(SLEEPER));
	EXPECT_FALSE(proc_line(id + 1, line, sizeof(line)));
	EXPECT_LT(id, declare(self->dev, tasks.pid[0], 0));
}

static int tid_in_new_pidns(int id)
{
	struct kiln_job_stat st;
	int status;
	pid_t pid;

	if (unshare(CLONE_NEWPID))
		return 200;
	pid = fork();
	if (!pid)
		_exit(stat_job(open_device(), id, &st) ? 201 : st.tid);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 202;
}

TEST_F(registry, a_namespace_that_does_not_see_the_task)
{
	int id = declare(self->dev, 0, 0);

	ASSERT_LT(0, id);
	EXPECT_EQ(0, as_user(0, false, tid_in_new_pidns, id));
}

/* A job that lives for a moment; its id. */
static int short_job(int dev)
{
	pid_t pid = start(SLEEPER);
	int id = declare(dev, pid, 0);

	kill_tasks();
	return id;
}

TEST_F(registry, the_history_is_bounded)
{
	int id[6];

	reload("history=4");
	for (int i = 0; i < 6; i++) {
		id[i] = short_job(self->dev);
		ASSERT_LT(0, id[i]);
		EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id[i]));
	}
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(-ENOENT, state(self->dev, id[i]));
		EXPECT_EQ(-ENOENT, withdraw(self->dev, id[i]));
	}
	for (int i = 2; i < 6; i++)
		EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id[i]));
}

TEST_F(registry, no_history_at_all)
{
	int id;

	reload("history=0");
	id = short_job(self->dev);
	ASSERT_LT(0, id);
	EXPECT_EQ(-ENOENT, state(self->dev, id));
}

TEST_F(registry, live_jobs_are_limited)
{
	pid_t pid[2];
	int id[2];

	reload("max_jobs=2");
	for (int i = 0; i < 2; i++) {
		pid[i] = start(SLEEPER);
		id[i] = declare(self->dev, pid[i], 0);
		ASSERT_LT(0, id[i]);
	}
	EXPECT_EQ(-ENOSPC, declare(self->dev, 0, 0));
	EXPECT_EQ(id[0], declare(self->dev, pid[0], 0))
	{
		TH_LOG("new hints take no room");
	}
	kill_task(pid[0]);
	EXPECT_LT(id[1], declare(self->dev, 0, 0));
	EXPECT_EQ(-ENOSPC, declare(self->dev, getppid(), 0));
}

/* Exactly one event for each: a job that ends without having arrived. */
static int make_events(int dev, pid_t sleeper, int n)
{
	int id = 0;

	while (n-- && id >= 0) {
		id = declare(dev, sleeper, KILN_JOB_ARRIVES_AT_WAKEUP);
		if (id > 0 && withdraw(dev, id))
			return -1;
	}
	return id;
}

TEST_F(registry, lost_events_are_counted)
{
	pid_t pid;
	int last;

	reload("events=16");
	pid = start(SLEEPER);
	ASSERT_TRUE(asleep(pid));
	last = make_events(self->dev, pid, 100);
	ASSERT_EQ(100, last);
	collect(self->dev);
	ASSERT_EQ(17, nev);
	for (int i = 0; i < 16; i++) {
		EXPECT_EQ(KILN_JOB_FINISH, ev[i].kind);
		EXPECT_EQ(i + 1, ev[i].job);
	}
	EXPECT_EQ(KILN_JOB_LOST, ev[16].kind);
	EXPECT_EQ(84, ev[16].job);
	EXPECT_LE(ev[15].time_ns, ev[16].time_ns);
	EXPECT_EQ(-1, read(self->dev, ev, EVENT_SIZE));
	EXPECT_EQ(EAGAIN, errno);
}

/* A slow reader: where records are missing stands how many. */
TEST_F(registry, lost_events_are_told_where_they_are_missing)
{
	uint32_t next = 1, lost = 0;
	uint64_t last_ns = 0;
	int made = 0;
	pid_t pid;

	reload("events=16");
	pid = start(SLEEPER);
	ASSERT_TRUE(asleep(pid));
	for (int round = 0; round < 40; round++) {
		ssize_t got;

		ASSERT_LT(0, make_events(self->dev, pid, 5 + round % 17));
		made += 5 + round % 17;
		got = read(self->dev, ev + nev, (1 + round % 9) * EVENT_SIZE);
		ASSERT_LT(0, got);
		nev += got / EVENT_SIZE;
	}
	collect(self->dev);
	for (size_t i = 0; i < nev; i++) {
		EXPECT_LE(last_ns, ev[i].time_ns);
		last_ns = ev[i].time_ns;
		if (ev[i].kind == KILN_JOB_LOST) {
			EXPECT_LT(0, ev[i].job);
			next += ev[i].job;
			lost += ev[i].job;
			continue;
		}
		EXPECT_EQ(KILN_JOB_FINISH, ev[i].kind);
		EXPECT_EQ(next, ev[i].job);
		next = ev[i].job + 1;
	}
	EXPECT_EQ(made + 1, next);
	EXPECT_LT(0, lost);
}

TEST_F(registry, read_wants_room_for_a_record)
{
	char buf[2 * EVENT_SIZE + 8];

	EXPECT_EQ(-1, read(self->dev, buf, EVENT_SIZE - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, read(self->dev, buf, EVENT_SIZE));
	EXPECT_EQ(EAGAIN, errno);
	ASSERT_LT(0, declare(self->dev, 0, 0));
	EXPECT_EQ(-1, read(self->dev, buf, EVENT_SIZE - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(2 * EVENT_SIZE, read(self->dev, buf, sizeof(buf)))
	{
		TH_LOG("whole records only");
	}
}

TEST_F(registry, a_read_to_nowhere_takes_nothing)
{
	void *nowhere = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, nowhere);
	ASSERT_EQ(1, declare(self->dev, 0, 0));
	EXPECT_EQ(-1, read(self->dev, nowhere, EVENT_SIZE));
	EXPECT_EQ(EFAULT, errno);
	ASSERT_EQ(EVENT_SIZE, read(self->dev, ev, EVENT_SIZE));
	EXPECT_EQ(KILN_JOB_ARRIVE, ev[0].kind);
}

static void on_signal(int unused)
{
}

/* A child in a blocking read() or poll(): 0 when an event came, or errno. */
static pid_t waiter(int dev, bool polls)
{
	struct sigaction act = { .sa_handler = on_signal };
	struct pollfd pfd = { .fd = dev, .events = POLLIN };
	pid_t pid = child();
	ssize_t got;

	if (pid)
		return pid;
	sigaction(SIGUSR1, &act, NULL);
	if (polls) {
		got = poll(&pfd, 1, -1);
		_exit(got < 0 ? errno : got == 1 ? 0 : 255);
	}
	if (fcntl(dev, F_SETFL, fcntl(dev, F_GETFL) & ~O_NONBLOCK))
		_exit(254);
	got = read(dev, ev, EVENT_SIZE);
	_exit(got < 0 ? errno : got == EVENT_SIZE ? 0 : 255);
}

TEST_F(registry, a_signal_ends_a_read)
{
	for (int polls = 0; polls < 2; polls++) {
		pid_t pid = waiter(self->dev, polls);
		int status;

		ASSERT_TRUE(asleep(pid));
		kill(pid, SIGUSR1);
		status = reap(pid);
		ASSERT_TRUE(WIFEXITED(status));
		EXPECT_EQ(EINTR, WEXITSTATUS(status));
	}
}

TEST_F(registry, an_event_ends_a_read_and_a_poll)
{
	pid_t sleeper = start(SLEEPER);

	ASSERT_TRUE(asleep(sleeper));
	for (int polls = 0; polls < 2; polls++) {
		pid_t pid = waiter(self->dev, polls);

		ASSERT_TRUE(asleep(pid));
		ASSERT_LT(0, make_events(self->dev, sleeper, 1));
		EXPECT_EQ(0, reap(pid));
	}
}

TEST_F(registry, poll_says_when_there_is_something)
{
	struct pollfd pfd = { .fd = self->dev, .events = POLLIN };

	EXPECT_EQ(0, poll(&pfd, 1, 0));
	ASSERT_EQ(1, declare(self->dev, 0, 0));
	EXPECT_EQ(1, poll(&pfd, 1, 0));
	EXPECT_EQ(POLLIN, pfd.revents);
	ASSERT_EQ(0, withdraw(self->dev, 1));
	collect(self->dev);
	EXPECT_EQ(0, poll(&pfd, 1, 0));
}

TEST_F(registry, a_stream_has_no_position)
{
	char buf[EVENT_SIZE];

	ASSERT_LT(0, declare(self->dev, 0, 0));
	EXPECT_EQ(-1, lseek(self->dev, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, pread(self->dev, buf, sizeof(buf), 0));
	EXPECT_EQ(ESPIPE, errno);
}

TEST_F(registry, a_job_outlives_the_file_that_declared_it)
{
	pid_t pid = start(SLEEPER);
	int other = open_device();
	int id = declare(other, pid, 0);

	ASSERT_LT(0, id);
	close(other);
	EXPECT_LE(0, state(self->dev, id));
	EXPECT_NE(KILN_JOB_FINISHED, state(self->dev, id));
	kill_task(pid);
	EXPECT_EQ(KILN_JOB_FINISHED, state(self->dev, id));
	collect(self->dev);
	EXPECT_EQ(0, nev);
}

TEST_F(registry, a_missed_deadline_is_counted)
{
	static const struct {
		uint64_t deadline_ns;
		unsigned int misses;
	} cases[] = {
		{ 0,		     0 },
		  { 1,		       1 },
		    { 3600000 * NS_PER_MS, 0 }
	};
	struct kiln_job_stat st;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kiln_job job = {
			.name = "late",
			.deadline_ns = cases[i].deadline_ns,
		};
		uint64_t declared;

		ASSERT_LT(0, declare_job(self->dev, &job));
		declared = now_ns();
		ASSERT_TRUE(wait_for(now_ns() > declared + 1000));
		ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
		EXPECT_EQ(0, st.misses)
		{
			TH_LOG("told before it has finished");
		}
		ASSERT_EQ(0, withdraw(self->dev, job.id));
		ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
		EXPECT_EQ(cases[i].misses, st.misses);
	}
}

/* A job with a period declares a deadline for each release. */
TEST_F(registry, each_missed_deadline_is_counted)
{
	struct kiln_job job = { .name = "periodic", .deadline_ns = 1 };
	struct kiln_job_stat st;
	uint64_t declared;

	ASSERT_LT(0, declare_job(self->dev, &job));
	declared = now_ns();
	ASSERT_TRUE(wait_for(now_ns() > declared + 1000));
	ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
	EXPECT_EQ(0, st.misses);
	ASSERT_LT(0, declare_job(self->dev, &job)); /* the same: it may still be meant */
	ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
	EXPECT_EQ(0, st.misses);
	job.deadline_ns = 2;
	ASSERT_LT(0, declare_job(self->dev, &job));
	ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
	EXPECT_EQ(1, st.misses);
	job.deadline_ns = 3600000 * NS_PER_MS;
	ASSERT_LT(0, declare_job(self->dev, &job));
	ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
	EXPECT_EQ(2, st.misses);
	ASSERT_EQ(0, withdraw(self->dev, job.id));
	ASSERT_EQ(0, stat_job(self->dev, job.id, &st));
	EXPECT_EQ(2, st.misses);
}

TEST_F(registry, an_open_file_keeps_the_module)
{
	int other = dup(self->dev);

	EXPECT_EQ(-EWOULDBLOCK, unload());
	close(self->dev);
	EXPECT_EQ(-EWOULDBLOCK, unload());
	self->dev = other;
}

static int read_proc_as(int id)
{
	char line[256];

	return proc_line(id, line, sizeof(line)) && strstr(line, " test ") ? 0 : 1;
}

static int write_proc(int unused)
{
	return open(KILN_SCHED_PROC, O_RDWR) < 0 ? errno : 0;
}

TEST_F(registry, proc_lists_the_job_for_everybody)
{
	int id = declare(self->dev, 0, 0);
	char line[256], name[32], state_name[32];
	int tid = 0;

	ASSERT_LT(0, id);
	EXPECT_EQ(0, as_user(NOBODY, false, read_proc_as, id));
	ASSERT_TRUE(proc_line(id, line, sizeof(line)));
	ASSERT_EQ(3, sscanf(line, "%*u %d %31s %31s", &tid, name, state_name));
	EXPECT_EQ(getpid(), tid);
	EXPECT_STREQ("test", name);
	EXPECT_STREQ("running", state_name);
	EXPECT_EQ(EACCES, as_user(NOBODY, false, write_proc, 0));
}

TEST_F(registry, proc_is_whole_when_read_in_pieces)
{
	unsigned int expected = 1, id;
	char line[256];
	pid_t pid;
	FILE *f;

	reload("history=300");
	pid = start(SLEEPER);
	ASSERT_TRUE(asleep(pid));
	ASSERT_EQ(250, make_events(self->dev, pid, 250));
	f = fopen(KILN_SCHED_PROC, "re");
	ASSERT_NE(NULL, f);
	setvbuf(f, NULL, _IOFBF, 128);
	ASSERT_NE(NULL, fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		ASSERT_EQ(1, sscanf(line, "%u", &id));
		EXPECT_EQ(expected++, id);
	}
	EXPECT_EQ(251, expected);
	fclose(f);
}

TEST_F(registry, unload_while_proc_is_held_open)
{
	int fd = open(KILN_SCHED_PROC, O_RDONLY | O_CLOEXEC);
	char buf[64];

	ASSERT_LE(0, fd);
	ASSERT_LT(0, read(fd, buf, sizeof(buf)));
	close(self->dev);
	ASSERT_EQ(0, unload());
	EXPECT_NE(0, access("/proc/kiln", F_OK));
	EXPECT_GE(0, read(fd, buf, sizeof(buf)));
	close(fd);
	ASSERT_EQ(0, load(""));
	self->dev = open_device();
	ASSERT_LE(0, self->dev);
}

#define MAKERS 4
#define EACH   250

/* A process that makes EACH jobs, one after the other, and tells their ids. */
static void make_jobs(int out)
{
	int dev = open_device(), status;
	uint32_t id;
	pid_t pid;

	for (int i = 0; i < EACH; i++) {
		pid = child();
		if (!pid) {
			id = declare(dev, 0, 0);
			if (i % 8 == 7)
				sched_yield();
			_exit(write(out, &id, sizeof(id)) != sizeof(id));
		}
		if (waitpid(pid, &status, 0) != pid || status)
			_exit(1);
	}
	_exit(0);
}

TEST_F_TIMEOUT(registry, a_thousand_short_jobs_leave_none_behind, 1000)
{
	static bool seen[MAKERS * EACH + 1];
	pid_t pid[MAKERS];
	char line[256];
	int fds[2];
	FILE *f;

	reload("history=2000 max_jobs=4");
	ASSERT_EQ(0, pipe2(fds, O_CLOEXEC)); /* 4000 bytes fit */
	for (int i = 0; i < MAKERS; i++) {
		pid[i] = child();
		if (!pid[i])
			make_jobs(fds[1]);
	}
	for (int i = 0; i < MAKERS; i++)
		EXPECT_EQ(0, reap(pid[i]));
	for (int i = 0; i < MAKERS * EACH; i++) {
		uint32_t id;

		ASSERT_EQ(sizeof(id), read(fds[0], &id, sizeof(id)));
		ASSERT_TRUE(id >= 1 && id <= MAKERS * EACH && !seen[id])
		{
			TH_LOG("id %d is used twice, or too large", (int)id);
		}
		seen[id] = true;
		ASSERT_EQ(KILN_JOB_FINISHED, state(self->dev, id));
	}
	f = fopen(KILN_SCHED_PROC, "re");
	ASSERT_NE(NULL, f);
	ASSERT_NE(NULL, fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f))
		EXPECT_NE(NULL, strstr(line, " finished "))
		{
			TH_LOG("left behind: %s", line);
		}
	fclose(f);

	/* And all four places are free again. */
	for (int i = 0; i < 4; i++)
		EXPECT_LT(0, declare(self->dev, start(SLEEPER), 0));
}

TEST_F_TIMEOUT(registry, fifty_unloads_with_jobs_alive, 1000)
{
	pid_t pid[3] = { start(SLEEPER), start(SPINNER), 0 };

	for (int i = 0; i < 50; i++) {
		for (int j = 0; j < 3; j++)
			ASSERT_EQ(j + 1, declare(self->dev, pid[j], 0));
		reload("");
		ASSERT_EQ(-ENOENT, state(self->dev, 1));
	}
	EXPECT_EQ('S', task_state(pid[0]));
	EXPECT_EQ('R', task_state(pid[1]));
}

/* The account that the tests above rely on notices events that are wrong. */
TEST_F(registry, mutant_events)
{
	static const struct kiln_job_event right[] = {
		{ 10, 1, 0, KILN_JOB_ARRIVE  },
		{ 12, 1, 0, KILN_JOB_RUN	 },
		{ 15, 1, 0, KILN_JOB_PREEMPT },
		{ 19, 1, 1, KILN_JOB_RUN	 },
		{ 24, 1, 1, KILN_JOB_BLOCK   },
		{ 30, 1, 1, KILN_JOB_WAKE	  },
		{ 31, 1, 1, KILN_JOB_RUN	 },
		{ 39, 1, 1, KILN_JOB_FINISH  },
	};
	struct account acc;

	memcpy(ev, right, sizeof(right));
	nev = ARRAY_SIZE(right);
	acc = add_up(1);
	ASSERT_EQ(NULL, acc.wrong);
	EXPECT_EQ(16, acc.stat.cpu_ns);
	EXPECT_EQ(7, acc.stat.wait_ns);
	EXPECT_EQ(3, acc.stat.switches);
	EXPECT_EQ(1, acc.stat.migrations);

	for (size_t i = 1; i < ARRAY_SIZE(right); i++) {
		ev[i].time_ns = ev[i - 1].time_ns - 1;
		EXPECT_STREQ("time goes back", add_up(1).wrong);
		ev[i] = right[i];
	}
	/* Without one of them, or with one twice, it makes no sense; a job that is
	 * ready may be withdrawn, so the last RUN may be missing.
	 */
	for (size_t i = 0; i < ARRAY_SIZE(right) - 2; i++) {
		nev = 0;
		for (size_t k = 0; k < ARRAY_SIZE(right); k++)
			if (k != i)
				ev[nev++] = right[k];
		EXPECT_NE(NULL, add_up(1).wrong)
		{
			TH_LOG("without event %zu", i);
		}
		memcpy(ev, right, sizeof(right));
		ev[i + 1] = right[i];
		nev = ARRAY_SIZE(right);
		EXPECT_NE(NULL, add_up(1).wrong)
		{
			TH_LOG("with event %zu twice", i);
		}
		memcpy(ev, right, sizeof(right));
	}
}

TEST_HARNESS_MAIN
