// SPDX-License-Identifier: GPL-2.0
/*
 * The models: the lecture's examples to the last digit, and what must hold of
 * every schedule, on random jobs. Whatever judges a schedule here is shown to
 * reject a wrong one, in the tests called mutant_*.
 */
#include "schedule.h"
#include "units.h"

#define ROUNDS	   2000
#define QUANTUM	   3000 /* of rr in a random set, whose unit is 1000 ns */
#define BEST_JOBS  4
#define BEST_BURST 4

/* --- what must hold; each returns what does not, or NULL */

static uint64_t declared_left(const struct schedule *s, uint32_t j, uint64_t t)
{
	uint64_t ran = had(s, j, t), declared = s->jobs->job[j].declared;

	if (!declared) /* it does not know */
		return UINT64_MAX;
	return ran < declared ? declared - ran : 0;
}

static uint64_t first_run(const struct schedule *s, uint32_t j)
{
	uint64_t first = UINT64_MAX;

	for (size_t i = 0; i < s->tl->n; i++)
		if (s->tl->seg[i].job == j && s->tl->seg[i].start < first)
			first = s->tl->seg[i].start;
	return first;
}

static const char *check_fcfs(const struct schedule *s)
{
	for (size_t i = 0; i < s->jobs->n; i++)
		for (size_t j = 0; j < s->jobs->n; j++) {
			uint64_t a = s->jobs->job[i].arrival;
			uint64_t b = s->jobs->job[j].arrival;

			if ((a < b || (a == b && i < j)) && first_run(s, i) > first_run(s, j))
				return "a later job starts earlier";
		}
	return check_uninterrupted(s);
}

static const char *check_sjf(const struct schedule *s)
{
	for (size_t i = 0; i < s->tl->n; i++) {
		const struct segment *seg = &s->tl->seg[i];

		for (size_t j = 0; j < s->jobs->n; j++)
			if (s->jobs->job[j].arrival <= seg->start && first_run(s, j) > seg->start &&
			    s->jobs->job[j].declared < s->jobs->job[seg->job].declared)
				return "a shorter job was ready";
	}
	return check_uninterrupted(s);
}

static const char *check_srtf(const struct schedule *s)
{
	const char *wrong = NULL;
	uint64_t *at;
	size_t n = instants(s, &at);

	for (size_t i = 0; i + 1 < n && !wrong; i++)
		for (size_t j = 0; j < s->jobs->n; j++)
			for (size_t k = 0; k < s->jobs->n; k++)
				if (running(s, j, at[i]) && waiting(s, k, at[i]) &&
				    declared_left(s, k, at[i]) < declared_left(s, j, at[i]))
					wrong = "a job with less left is waiting";
	free(at);
	return wrong;
}

/* How long, from instant @i on, the same is true of job @j. */
static uint64_t waits_for(const struct schedule *s, const uint64_t *at, size_t n, size_t i,
			  uint32_t j)
{
	size_t k = i;

	while (k + 1 < n && waiting(s, j, at[k]))
		k++;
	return at[k] - at[i];
}

static const char *check_rr(const struct schedule *s)
{
	uint64_t most = s->quantum * (s->jobs->n - 1);
	const char *wrong = NULL;
	uint64_t *at;
	size_t n = instants(s, &at);

	for (size_t i = 0; i < n && !wrong; i++)
		for (size_t j = 0; j < s->jobs->n; j++) {
			uint64_t wait = waits_for(s, at, n, i, j);

			if (wait > most)
				wrong = "a job waits longer than a round";
			for (size_t k = 0; k < s->tl->n && wait; k++) {
				const struct segment *seg = &s->tl->seg[k];
				uint64_t until = at[i] + wait;

				if (seg->start > at[i] || seg->end <= at[i])
					continue;
				if (seg->end < until)
					until = seg->end;
				if (until - at[i] > s->quantum)
					wrong = "a job has more than its quantum while others wait";
			}
		}
	free(at);
	return wrong;
}

/* The figures, added up anew from instant to instant. */
static const char *check_figures(const struct schedule *s, const struct result *res)
{
	const char *wrong = NULL;
	uint64_t *at;
	size_t n = instants(s, &at);

	for (size_t j = 0; j < s->jobs->n && !wrong; j++) {
		const struct job *job = &s->jobs->job[j];
		uint64_t wait = 0, finish = 0;

		for (size_t i = 0; i + 1 < n; i++) {
			if (waiting(s, j, at[i]))
				wait += at[i + 1] - at[i];
			if (running(s, j, at[i]))
				finish = at[i + 1];
		}
		if (res->job[j][START] != first_run(s, j) || res->job[j][FINISH] != finish ||
		    res->job[j][WAIT] != wait ||
		    res->job[j][RESPONSE] != first_run(s, j) - job->arrival ||
		    res->job[j][TURNAROUND] != finish - job->arrival)
			wrong = "a figure is wrong";
	}
	free(at);
	return wrong;
}

/* --- the least sum of waits, by trying every schedule of unit steps */

#define BEST_TIME 64

static struct {
	const struct jobs *jobs;
	int sum[BEST_TIME][(BEST_BURST + 1) * (BEST_BURST + 1) * (BEST_BURST + 1) *
			   (BEST_BURST + 1)]; /* plus 1; 0 is not known */
} best;

/* Of the time that jobs spend ready, from @now on, with so much left of each. */
static int least_wait(unsigned int now, const int *left)
{
	int least = -1, ready = 0, todo = 0, key = 0, sum;
	int then[BEST_JOBS];

	for (size_t j = 0; j < best.jobs->n; j++) {
		key = key * (BEST_BURST + 1) + left[j];
		todo += left[j];
		ready += left[j] && best.jobs->job[j].arrival <= now;
	}
	if (!todo)
		return 0;
	if (now == BEST_TIME)
		abort();
	if (best.sum[now][key])
		return best.sum[now][key] - 1;

	memcpy(then, left, sizeof(then));
	for (size_t j = 0; j < best.jobs->n; j++) {
		if (!left[j] || best.jobs->job[j].arrival > now)
			continue;
		then[j]--;
		sum = ready - 1 + least_wait(now + 1, then);
		then[j]++;
		if (least < 0 || sum < least)
			least = sum;
	}
	/* To let the CPU idle is a schedule too. */
	sum = ready + (now + 1 < BEST_TIME / 2 || !ready ? least_wait(now + 1, then) :
							   BEST_TIME * BEST_JOBS);
	if (least < 0 || sum < least)
		least = sum;
	best.sum[now][key] = least + 1;
	return least;
}

static const char *check_optimal(const struct jobs *jobs, const struct result *res)
{
	int left[BEST_JOBS] = {};
	uint64_t sum = 0;

	memset(&best, 0, sizeof(best));
	best.jobs = jobs;
	for (size_t j = 0; j < jobs->n; j++) {
		left[j] = jobs->job[j].burst;
		sum += res->job[j][WAIT];
	}
	return sum == (uint64_t)least_wait(0, left) ? NULL : "the mean wait is not the least";
}

/* --- the tests */

static void example_1(struct jobs *jobs)
{
	add_units(jobs, 0, 7);
	add_units(jobs, 2, 4);
	add_units(jobs, 4, 1);
	add_units(jobs, 5, 4);
}

struct expected {
	const char *policy;
	const char *order;
	unsigned int wait[4];
	double average_wait;
	double average_response;
};

static const struct expected worked[] = {
	{ "fcfs", "P1x7 P2x4 P3 P4x4",	       { 0, 5, 7, 7 }, 4.75, 4.75 },
	{ "sjf",	 "P1x7 P3 P2x4 P4x4",		      { 0, 6, 3, 7 }, 4.00, 4.00 },
	{ "srtf", "P1x2 P2x2 P3 P2x2 P4x4 P1x5",	 { 9, 1, 0, 2 }, 3.00, 0.50 },
	{ "rr",	"P1x3 P2x3 P1x3 P3 P4x3 P2 P1 P4", { 8, 8, 5, 7 }, 7.00, 2.75 },
};

static bool same_as(const struct expected *e, const struct result *res)
{
	for (int j = 0; j < 4; j++)
		if (res->job[j][WAIT] != e->wait[j] * UNIT)
			return false;
	return !strcmp(e->order, order_of(&res->timeline, UNIT)) &&
	       res->average[WAIT] == e->average_wait * UNIT &&
	       res->average[RESPONSE] == e->average_response * UNIT;
}

TEST_F(model, every_policy_of_the_lecture_has_one)
{
	static const char *const names[] = { "cfs",	"decay",      "edf",	    "eevdf",
					     "fcfs",	"gang",	      "global",	    "kernel",
					     "lottery", "mlfq",	      "multiqueue", "percpu",
					     "prio",	"prio-aging", "rr",	    "rt",
					     "sjf",	"srtf",	      "steal",	    "stride" };
	const struct model *model;
	const char *last = "";

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		model = model_find(names[i]);
		ASSERT_NE(NULL, model);
		EXPECT_STREQ(names[i], model->name);
	}
	EXPECT_EQ(NULL, model_find("fcf"));
	EXPECT_EQ(NULL, model_find(""));
	for (model = model_first(); model; model = model->next) {
		EXPECT_GT(0, strcmp(last, model->name));
		last = model->name;
	}
}

TEST_F(model, worked_example_1)
{
	example_1(&self->jobs);
	for (size_t i = 0; i < ARRAY_SIZE(worked); i++) {
		const struct model *model = model_find(worked[i].policy);

		ASSERT_EQ(KILN_OK, schedule(model, &self->jobs, 1, NULL, NULL, &self->res));
		EXPECT_TRUE(same_as(&worked[i], &self->res))
		{
			TH_LOG("%s: %s, average wait %g, response %g", model->name,
			       order_of(&self->res.timeline, UNIT), self->res.average[WAIT] / UNIT,
			       self->res.average[RESPONSE] / UNIT);
		}
		result_free(&self->res);
	}
}

TEST_F(model, mutant_worked_example_1)
{
	example_1(&self->jobs);
	for (size_t i = 0; i < ARRAY_SIZE(worked); i++)
		for (size_t k = 0; k < ARRAY_SIZE(worked); k++) {
			const struct model *model = model_find(worked[k].policy);

			ASSERT_EQ(KILN_OK, schedule(model, &self->jobs, 1, NULL, NULL, &self->res));
			EXPECT_EQ(i == k, same_as(&worked[i], &self->res));
			result_free(&self->res);
		}
	ASSERT_EQ(KILN_OK, schedule(model_find("rr"), &self->jobs, 1, "quantum", "2", &self->res));
	EXPECT_FALSE(same_as(&worked[3], &self->res));
}

/* Ideal fair sharing, to within a slice for each of the four. */
static const char *check_example_2(const struct schedule *s)
{
	static const struct {
		unsigned int t, had[4];
	} marks[] = {
		{ 16, { 4, 4, 4, 4 }  },
		{ 24, { 8, 4, 8, 4 }  },
		{ 32, { 8, 4, 16, 4 } },
	};
	uint64_t slack = 4 * UNIT / 10;

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		for (uint32_t j = 0; j < 4; j++) {
			uint64_t is = had(s, j, marks[i].t * UNIT);
			uint64_t want = marks[i].had[j] * UNIT;

			if (is > want + slack || is + slack < want)
				return "it is not shared fairly";
		}
	return NULL;
}

TEST_F(model, worked_example_2)
{
	struct schedule s = { .jobs = &self->jobs, .cpus = 1, .tl = &self->res.timeline };
	static const unsigned int burst[] = { 8, 4, 16, 4 };

	for (int j = 0; j < 4; j++)
		add_units(&self->jobs, 0, burst[j]);
	ASSERT_EQ(KILN_OK, schedule(model_find("kernel"), &self->jobs, 1, NULL, NULL, &self->res));
	EXPECT_EQ(NULL, check_example_2(&s));
	EXPECT_EQ(32 * UNIT, self->res.job[2][FINISH]);

	/* The mutant: long slices are not the ideal. */
	result_free(&self->res);
	ASSERT_EQ(KILN_OK,
		  schedule(model_find("kernel"), &self->jobs, 1, "slice", "3", &self->res));
	EXPECT_NE(NULL, check_example_2(&s));
}

TEST_F_TIMEOUT(model, rr_with_a_huge_quantum_is_fcfs, 100)
{
	unsigned int differs = 0;
	struct result fcfs;

	self->jobs.unit_ns = 1000;
	TH_LOG("seed: KILN_SEED=%llu", sow());
	for (int i = 0; i < ROUNDS; i++) {
		unsigned int cpus = 1 + pick(3);

		random_jobs(&self->jobs);
		ASSERT_EQ(KILN_OK,
			  schedule(model_find("fcfs"), &self->jobs, cpus, NULL, NULL, &fcfs));
		ASSERT_EQ(KILN_OK, schedule(model_find("rr"), &self->jobs, cpus, "quantum",
					    "1000000", &self->res));
		ASSERT_TRUE(same_timeline(&fcfs.timeline, &self->res.timeline));
		result_free(&self->res);

		/* The mutant: with a quantum that matters it is not. */
		ASSERT_EQ(KILN_OK, schedule(model_find("rr"), &self->jobs, cpus, "quantum", "0.5",
					    &self->res));
		differs += !same_timeline(&fcfs.timeline, &self->res.timeline);
		result_free(&self->res);
		result_free(&fcfs);
	}
	EXPECT_LT(ROUNDS / 4, differs);
}

static const struct {
	const char *policy;
	const char *(*check)(const struct schedule *s);
} policies[] = {
	{ "fcfs",	  check_fcfs },
	{ "sjf",	 check_sjf  },
	      { "srtf",	check_srtf },
	{ "rr",	check_rr	 },
	{ "kernel", NULL	 },
};

TEST_F_TIMEOUT(model, thousands_of_random_sets, 110)
{
	self->jobs.unit_ns = 1000;
	TH_LOG("seed: KILN_SEED=%llu", sow());
	for (int i = 0; i < ROUNDS; i++) {
		struct schedule s = {
			.jobs = &self->jobs,
			.tl = &self->res.timeline,
			.quantum = QUANTUM,
			.cpus = 1 + pick(3),
		};

		random_jobs(&self->jobs);
		for (size_t k = 0; k < ARRAY_SIZE(policies); k++) {
			const char *wrong;

			/* A tenth of a unit makes a lot of slices: now and then. */
			if (!policies[k].check && i % 8)
				continue;
			ASSERT_EQ(KILN_OK, schedule(model_find(policies[k].policy), &self->jobs,
						    s.cpus, NULL, NULL, &self->res));
			wrong = check_all(&s) ?: check_figures(&s, &self->res);
			if (!wrong && policies[k].check)
				wrong = policies[k].check(&s);
			ASSERT_EQ(NULL, wrong)
			{
				TH_LOG("set %d, %s on %u CPUs: %s", i, policies[k].policy, s.cpus,
				       wrong);
				print_set(&s);
			}
			result_free(&self->res);
		}
	}
}

TEST_F_TIMEOUT(model, thousands_of_random_sets_that_block, 110)
{
	unsigned int blocks = 0;

	self->jobs.unit_ns = 1000;
	TH_LOG("seed: KILN_SEED=%llu", sow());
	for (int i = 0; i < ROUNDS; i++) {
		struct schedule s = {
			.jobs = &self->jobs,
			.tl = &self->res.timeline,
			.quantum = QUANTUM,
			.cpus = 1 + pick(3),
		};

		random_blocking_jobs(&self->jobs);
		for (const struct model *m = model_first(); m; m = m->next) {
			const char *wrong;

			if (!strcmp(m->name, "kernel") && i % 8)
				continue;
			ASSERT_EQ(KILN_OK,
				  schedule(m, &self->jobs, s.cpus, NULL, NULL, &self->res));
			wrong = check_order(&s) ?: check_figures(&s, &self->res);
			if (!wrong && (s.cpus == 1 || strcmp(m->name, "percpu")))
				wrong = check_work(&s);
			if (!wrong && !strcmp(m->name, "rr"))
				wrong = check_rr(&s);
			if (!wrong && !strcmp(m->name, "srtf"))
				wrong = check_srtf(&s);
			ASSERT_EQ(NULL, wrong)
			{
				TH_LOG("set %d, %s on %u CPUs: %s", i, m->name, s.cpus, wrong);
				print_set(&s);
			}
			for (size_t j = 0; j < self->jobs.n; j++)
				blocks += self->res.blocked[j] > 0;
			result_free(&self->res);
		}
	}
	EXPECT_LT(ROUNDS, blocks);
}

static void small_set(struct jobs *jobs)
{
	jobs->n = 0;
	for (int n = 1 + pick(BEST_JOBS); n; n--)
		add(jobs, pick(8), 1 + pick(BEST_BURST));
}

TEST_F_TIMEOUT(model, srtf_has_the_least_mean_wait, 100)
{
	unsigned int worse = 0;

	self->jobs.unit_ns = 1;
	TH_LOG("seed: KILN_SEED=%llu", sow());
	for (int i = 0; i < 500; i++) {
		small_set(&self->jobs);
		ASSERT_EQ(KILN_OK,
			  schedule(model_find("srtf"), &self->jobs, 1, NULL, NULL, &self->res));
		ASSERT_EQ(NULL, check_optimal(&self->jobs, &self->res))
		{
			TH_LOG("set %d: %s", i, order_of(&self->res.timeline, 1));
		}
		result_free(&self->res);

		/* The mutant: fcfs is not. */
		ASSERT_EQ(KILN_OK,
			  schedule(model_find("fcfs"), &self->jobs, 1, NULL, NULL, &self->res));
		worse += check_optimal(&self->jobs, &self->res) != NULL;
		result_free(&self->res);
	}
	EXPECT_LT(50, worse);
}

/* --- mutants: a schedule that is right, then made wrong in one way */

static void two_on_two(struct jobs *jobs)
{
	add(jobs, 10, 100);
	add(jobs, 10, 50);
	add(jobs, 20, 30);
	add(jobs, 500, 40);
}

/* What check_all() says once @change has been done to the schedule. */
#define expect_caught(complaint, cpu_count, change) \
	do { \
		struct schedule s = { .jobs = &self->jobs, \
				      .cpus = cpu_count, \
				      .tl = &self->res.timeline }; \
		struct segment *seg; \
		two_on_two(&self->jobs); \
		ASSERT_EQ(KILN_OK, schedule(model_find("fcfs"), &self->jobs, cpu_count, NULL, \
					    NULL, &self->res)); \
		ASSERT_EQ(4, self->res.timeline.n); \
		ASSERT_EQ(NULL, check_all(&s) ?: check_fcfs(&s)); \
		seg = self->res.timeline.seg; \
		change; \
		ASSERT_NE(NULL, check_all(&s)); \
		EXPECT_STREQ(complaint, check_all(&s)); \
	} while (0)

TEST_F(model, mutant_served_before_its_arrival)
{
	expect_caught("a job is served before it arrives", 1, {
		seg[3].start--;
		seg[3].end--;
	});
}

TEST_F(model, mutant_too_little)
{
	expect_caught("a job does not get exactly its burst", 1, seg[3].end--);
}

TEST_F(model, mutant_too_much)
{
	expect_caught("a job does not get exactly its burst", 2, seg[3].end++);
}

TEST_F(model, mutant_left_out)
{
	expect_caught("a job does not get exactly its burst", 1, {
		(void)seg;
		self->res.timeline.n--;
	});
}

TEST_F(model, mutant_at_two_places)
{
	expect_caught("a job is at two places at once", 2, {
		seg[3].end -= 20;
		timeline_add(&self->res.timeline, (struct segment){
							  .job = 3,
							  .cpu = 1 - seg[3].cpu,
							  .start = seg[3].start,
							  .end = seg[3].start + 20,
						  });
	});
}

TEST_F(model, mutant_two_jobs_on_a_cpu)
{
	expect_caught("a CPU has two jobs at once", 2, seg[1].cpu = seg[0].cpu);
}

TEST_F(model, mutant_no_such_cpu)
{
	expect_caught("there is no such CPU", 1, seg[0].cpu = 1);
}

TEST_F(model, mutant_runs_while_blocked)
{
	struct schedule s = { .jobs = &self->jobs, .cpus = 1, .tl = &self->res.timeline };

	add(&self->jobs, 0, 20);
	self->jobs.job[0].run = 10;
	self->jobs.job[0].block = 5;
	ASSERT_EQ(KILN_OK, schedule(model_find("fcfs"), &self->jobs, 1, NULL, NULL, &self->res));
	ASSERT_EQ(2, self->res.timeline.n);
	ASSERT_EQ(NULL, check_all(&s));
	EXPECT_EQ(5, self->res.blocked[0]);
	EXPECT_EQ(0, self->res.job[0][WAIT]);
	self->res.timeline.seg[1].start--;
	self->res.timeline.seg[1].end--;
	EXPECT_STREQ("a job runs while it is blocked", check_all(&s));
}

TEST_F(model, mutant_idle_for_a_nanosecond)
{
	expect_caught("a CPU is idle while a job is ready", 1, {
		seg[3].start++;
		seg[3].end++;
	});
}

TEST_F(model, mutant_a_second_cpu_unused)
{
	struct schedule s = { .jobs = &self->jobs, .cpus = 2, .tl = &self->res.timeline };

	two_on_two(&self->jobs);
	ASSERT_EQ(KILN_OK, schedule(model_find("fcfs"), &self->jobs, 1, NULL, NULL, &self->res));
	ASSERT_NE(NULL, check_all(&s));
	EXPECT_STREQ("a CPU is idle while a job is ready", check_all(&s));
}

TEST_F(model, mutant_figures)
{
	struct schedule s = { .jobs = &self->jobs, .cpus = 1, .tl = &self->res.timeline };

	example_1(&self->jobs);
	ASSERT_EQ(KILN_OK, schedule(model_find("rr"), &self->jobs, 1, NULL, NULL, &self->res));
	ASSERT_EQ(NULL, check_figures(&s, &self->res));
	for (int j = 0; j < 4; j++)
		for (int m = 0; m < MEASURES; m++) {
			self->res.job[j][m]++;
			EXPECT_NE(NULL, check_figures(&s, &self->res))
			{
				TH_LOG("%s of P%d", measure_name[m], j + 1);
			}
			self->res.job[j][m]--;
		}
}

/* --- mutants: models with a wrong rule, each judged by the right rule's check */

static bool longer(const struct model_job *a, const struct model_job *b)
{
	return a->declared > b->declared;
}

static bool shorter(const struct model_job *a, const struct model_job *b)
{
	return a->declared < b->declared;
}

static bool truly_shorter(const struct model_job *a, const struct model_job *b)
{
	return a->left < b->left;
}

static bool less_left(const struct model_job *a, const struct model_job *b)
{
	return a->declared_left < b->declared_left;
}

static bool youngest(const struct model_job *a, const struct model_job *b)
{
	return a->queued > b->queued;
}

#define SLICE(name_, ns) { .name = name_, .is_time = true, .standard = ns }

static const struct {
	struct model model;
	const char *(*check)(const struct schedule *s);
	const char *complaint;
} mutants[] = {
	{ { "last come, first served", "", youngest },			       check_fcfs, "a later job starts earlier"			},
	{ { "fcfs that is interrupted", "", NULL, false, SLICE("q", KILN_UNIT_NS) },
	  check_fcfs,									     "a job is interrupted"				 },
	{ { "longest job first", "", longer },				       check_sjf,  "a shorter job was ready"			    },
	{ { "sjf by the true burst", "", truly_shorter },				  check_sjf,  "a shorter job was ready"			       },
	{ { "sjf that preempts", "", shorter, true },				      check_sjf,	 "a job is interrupted"				},
	{ { "srtf that does not preempt", "", less_left },
	  check_srtf,									     "a job with less left is waiting"		    },
	{ { "srtf by the whole burst", "", shorter, true },
	  check_srtf,									     "a job with less left is waiting"		    },
	{ { "rr without a quantum", "" },
	  check_rr,									       "a job has more than its quantum while others wait" },
	{ { "rr with a longer quantum", "", NULL, false,
	    SLICE("q", 3 * KILN_UNIT_NS + KILN_UNIT_NS / 10) },
	  check_rr,									       "a job has more than its quantum while others wait" },
	{ { "rr with a stack", "", youngest, false, SLICE("q", 3 * KILN_UNIT_NS) },
	  check_rr,									       "a job waits longer than a round"		    },
};

/* Random sets show each of them; in all else they are schedules like others. */
TEST_F_TIMEOUT(model, mutant_rules, 100)
{
	unsigned int caught[ARRAY_SIZE(mutants)] = {};
	unsigned int rightly[ARRAY_SIZE(mutants)] = {};

	self->jobs.unit_ns = 1000;
	TH_LOG("seed: KILN_SEED=%llu", sow());
	for (int i = 0; i < 300; i++) {
		struct schedule s = {
			.jobs = &self->jobs,
			.tl = &self->res.timeline,
			.quantum = QUANTUM,
			.cpus = 1 + pick(2),
		};

		random_jobs(&self->jobs);
		for (size_t k = 0; k < ARRAY_SIZE(mutants); k++) {
			const char *wrong;

			ASSERT_EQ(KILN_OK, schedule(&mutants[k].model, &self->jobs, s.cpus, NULL,
						    NULL, &self->res));
			ASSERT_EQ(NULL, check_all(&s));
			wrong = mutants[k].check(&s);
			caught[k] += wrong != NULL;
			rightly[k] += wrong && !strcmp(wrong, mutants[k].complaint);
			result_free(&self->res);
		}
	}
	for (size_t k = 0; k < ARRAY_SIZE(mutants); k++) {
		EXPECT_LE(5, caught[k])
		{
			TH_LOG("%s: %u of 300", mutants[k].model.name, caught[k]);
		}
		EXPECT_LE(1, rightly[k])
		{
			TH_LOG("%s: never '%s'", mutants[k].model.name, mutants[k].complaint);
		}
	}
}

/* --- the edges */

TEST_F(model, one_job_has_the_cpu_at_once)
{
	add_units(&self->jobs, 3, 5);
	for (const struct model *m = model_first(); m; m = m->next) {
		ASSERT_EQ(KILN_OK, schedule(m, &self->jobs, 1, NULL, NULL, &self->res));
		EXPECT_STREQ("P1x5", order_of(&self->res.timeline, UNIT));
		EXPECT_EQ(3 * UNIT, self->res.job[0][START]);
		EXPECT_EQ(0, self->res.job[0][WAIT]);
		EXPECT_EQ(0, self->res.total[SWITCHES]);
		result_free(&self->res);
	}
}

TEST_F(model, the_longest_times_do_not_wrap)
{
	self->jobs.unit_ns = NS_PER_S;
	for (int i = 0; i < 64; i++)
		add(&self->jobs, LONGEST_NS, LONGEST_NS);
	ASSERT_EQ(KILN_OK, schedule(model_find("fcfs"), &self->jobs, 1, NULL, NULL, &self->res));
	EXPECT_EQ(65 * LONGEST_NS, timeline_end(&self->res.timeline));
	EXPECT_EQ(63 * LONGEST_NS, self->res.worst[WAIT]);
}

TEST_F(model, an_arrival_comes_before_a_quantum_that_ends)
{
	add_units(&self->jobs, 0, 6);
	add_units(&self->jobs, 3, 3);
	ASSERT_EQ(KILN_OK, schedule(model_find("rr"), &self->jobs, 1, NULL, NULL, &self->res));
	EXPECT_STREQ("P1x3 P2x3 P1x3", order_of(&self->res.timeline, UNIT));
}

TEST_F(model, an_equal_does_not_preempt)
{
	add_units(&self->jobs, 0, 5);
	add_units(&self->jobs, 2, 3);
	ASSERT_EQ(KILN_OK, schedule(model_find("srtf"), &self->jobs, 1, NULL, NULL, &self->res));
	EXPECT_STREQ("P1x5 P2x3", order_of(&self->res.timeline, UNIT));
}

TEST_F(model, a_million_slices_are_refused)
{
	add_units(&self->jobs, 0, 1000);
	EXPECT_EQ(KILN_USAGE,
		  schedule(model_find("rr"), &self->jobs, 1, "quantum", "0.0001", &self->res));
	result_free(&self->res);
	EXPECT_EQ(KILN_USAGE,
		  schedule(model_find("rr"), &self->jobs, 1, "quantum", "0", &self->res));
	result_free(&self->res);
	EXPECT_EQ(KILN_USAGE,
		  schedule(model_find("rr"), &self->jobs, 1, "quantum", "x", &self->res));
}

TEST_HARNESS_MAIN
