// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a job file: NAME ARRIVAL BURST [key=value]... a line, # comments.
 * Whatever is wrong is reported as "kiln: FILE:LINE: WHAT".
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "jobfile.h"
#include "units.h"

#define LINE_LEN    1024
#define MOST	    1000000 /* of a count */
#define MOST_BLOCKS 1000000 /* of a job */
#define BLANKS	    " \t"

/* Where the reader is: what every complaint begins with. */
struct place {
	const char *file;
	unsigned int line;
};

#define wrong_at(place, fmt, ...) \
	misused("%s:%u: " fmt, (place)->file, (place)->line, ##__VA_ARGS__)

/* A time that must not be 0. */
static const char *parse_span(const char *text, uint64_t unit_ns, uint64_t *ns)
{
	const char *wrong = parse_time(text, unit_ns, ns);

	if (!wrong && !*ns)
		wrong = "must be more than 0";
	return wrong;
}

/* One that does not know its burst says "?". */
static const char *read_burst(char *text, uint64_t unit_ns, struct job *job)
{
	if (strcmp(text, "?"))
		return parse_span(text, unit_ns, &job->declared);
	job->declared = 0;
	return NULL;
}

static const char *read_nice(char *text, uint64_t unit_ns, struct job *job)
{
	bool negative = *text == '-';
	uint64_t value = 0;

	(void)unit_ns;
	text += negative;
	if (strcmp(text, "0") && parse_count(text, negative ? 20 : 19, &value))
		return "is no nice value: -20 to 19";
	job->nice = negative ? -(int32_t)value : (int32_t)value;
	return NULL;
}

/* RUN,BLOCK[,REPEAT] */
static const char *read_io(char *text, uint64_t unit_ns, struct job *job)
{
	char *block = strchr(text, ','), *repeat;
	uint64_t count = 0;
	const char *wrong;

	if (!block)
		return "is not RUN,BLOCK[,REPEAT]";
	*block++ = '\0';
	repeat = strchr(block, ',');
	if (repeat)
		*repeat++ = '\0';
	wrong = parse_span(text, unit_ns, &job->run);
	if (!wrong)
		wrong = parse_span(block, unit_ns, &job->block);
	if (!wrong && repeat)
		wrong = parse_count(repeat, MOST, &count);
	job->repeat = count;
	return wrong;
}

/* PERIOD[,RELEASES] */
static const char *read_period(char *text, uint64_t unit_ns, struct job *job)
{
	char *releases = strchr(text, ',');
	uint64_t count = 1;
	const char *wrong;

	if (releases)
		*releases++ = '\0';
	wrong = parse_span(text, unit_ns, &job->period);
	if (!wrong && releases)
		wrong = parse_count(releases, MOST, &count);
	job->releases = count;
	return wrong;
}

/*
 * A key=value: where its value goes, as a time or as a count up to @most, or what
 * reads it when it is neither.
 */
static const struct key {
	const char *name;
	size_t offset;
	uint64_t most; /* 0: the value is a time */
	const char *(*read)(char *text, uint64_t unit_ns, struct job *job);
} keys[] = {
	{ .name = "burst", .read = read_burst },
	{ .name = "deadline", .offset = offsetof(struct job, deadline) },
	{ .name = "gang", .offset = offsetof(struct job, gang), .most = MOST },
	{ .name = "io", .read = read_io },
	{ .name = "level", .offset = offsetof(struct job, level), .most = MOST },
	{ .name = "nice", .read = read_nice },
	{ .name = "period", .read = read_period },
	{ .name = "tickets", .offset = offsetof(struct job, tickets), .most = MOST },
};

#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static const struct key *find_key(const char *name)
{
	for (size_t i = 0; i < NKEYS; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static const char *read_value(const struct key *key, char *text, uint64_t unit_ns, struct job *job)
{
	void *field = (char *)job + key->offset;
	const char *wrong;
	uint64_t count;

	if (key->read)
		return key->read(text, unit_ns, job);
	if (!key->most)
		return parse_span(text, unit_ns, field);
	wrong = parse_count(text, key->most, &count);
	if (!wrong)
		*(uint32_t *)field = count;
	return wrong;
}

static int read_key(const struct place *at, char *word, uint64_t unit_ns, struct job *job,
		    unsigned int *seen)
{
	char *value = strchr(word, '='), *typed;
	const struct key *key;
	const char *wrong;
	int ret = KILN_OK;

	if (!value)
		return wrong_at(at, "%s is not a key=value", quoted(word));
	*value++ = '\0';
	key = find_key(word);
	if (!key)
		return wrong_at(
			at,
			"unknown key %s: there are burst, deadline, gang, io, level, nice, period and tickets",
			quoted(word));
	if (*seen & 1U << (key - keys))
		return wrong_at(at, "the key '%s' is given twice", key->name);
	*seen |= 1U << (key - keys);
	typed = format("%s", value);
	wrong = read_value(key, value, unit_ns, job);
	if (wrong)
		ret = wrong_at(at, "%s %s %s", key->name, quoted(typed), wrong);
	free(typed);
	return ret;
}

static int read_name(const struct place *at, const char *word, const struct jobs *jobs,
		     struct job *job)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	if (word[strspn(word, allowed)])
		return wrong_at(at, "the name %s has a character that is none of A-Z a-z 0-9 _ . -",
				quoted(word));
	if (strlen(word) >= sizeof(job->name))
		return wrong_at(at, "the name %s is longer than %zu characters", quoted(word),
				sizeof(job->name) - 1);
	for (size_t i = 0; i < jobs->n; i++)
		if (!strcmp(jobs->job[i].name, word))
			return wrong_at(at, "the name %s is used twice", quoted(word));
	strcpy(job->name, word);
	return KILN_OK;
}

/**
 * job_blocks - how often a job blocks: no more than its burst has room for
 * @job: the job
 */
uint64_t job_blocks(const struct job *job)
{
	uint64_t most = job->run ? (job->burst - 1) / job->run : 0;

	return job->repeat && job->repeat < most ? job->repeat : most;
}

/**
 * job_release - when a job is released, ns after the start
 * @job: the job
 * @number: of the release, from 0 on: that is its arrival
 */
uint64_t job_release(const struct job *job, uint64_t number)
{
	return job->arrival + number * job->period;
}

/**
 * job_deadline - when a release must be done, UINT64_MAX when it need not
 * @job: the job
 * @release: its number
 */
uint64_t job_deadline(const struct job *job, uint64_t release)
{
	return job->deadline ? job_release(job, release) + job->deadline : UINT64_MAX;
}

/* What several keys, or the words before them, say together. */
static const char *settle(struct job *job)
{
	if (job->releases > 1 && job->run)
		return "has io and a period, and it can be only one of them";
	if (job->releases > 1 && job->burst > LONGEST_NS / job->releases)
		return "computes for more than eleven days";
	if (job->releases > 1 && job->period > LONGEST_NS / job->releases)
		return "has releases for more than eleven days";
	if (job->releases > 1) {
		job->run = job->burst;
		job->burst *= job->releases;
		if (!job->deadline)
			job->deadline = job->period;
	}
	if (job_blocks(job) > MOST_BLOCKS)
		return "blocks more than 1000000 times";
	if (job->block && job_blocks(job) > LONGEST_NS / job->block)
		return "blocks for more than eleven days";
	return NULL;
}

/* One line without its comment and newline; an empty one is no job. */
static int read_job(const struct place *at, char *line, struct jobs *jobs)
{
	char *rest, *name = strtok_r(line, BLANKS, &rest);
	char *arrival = strtok_r(NULL, BLANKS, &rest);
	char *burst = strtok_r(NULL, BLANKS, &rest);
	struct job job = {};
	unsigned int seen = 0;
	const char *wrong;
	char *word;
	int ret;

	if (!name)
		return KILN_OK;
	if (jobs->n == JOBS_MAX)
		return wrong_at(at, "too many jobs: the limit is %d", JOBS_MAX);
	ret = read_name(at, name, jobs, &job);
	if (ret)
		return ret;
	if (!burst)
		return wrong_at(at, "a job is NAME ARRIVAL BURST [key=value]..., and %s has no %s",
				quoted(name), arrival ? "burst" : "arrival");
	wrong = parse_time(arrival, jobs->unit_ns, &job.arrival);
	if (wrong)
		return wrong_at(at, "arrival %s %s", quoted(arrival), wrong);
	wrong = parse_span(burst, jobs->unit_ns, &job.burst);
	if (wrong)
		return wrong_at(at, "burst %s %s", quoted(burst), wrong);
	job.declared = job.burst;
	while ((word = strtok_r(NULL, BLANKS, &rest))) {
		ret = read_key(at, word, jobs->unit_ns, &job, &seen);
		if (ret)
			return ret;
	}
	wrong = settle(&job);
	if (wrong)
		return wrong_at(at, "%s %s", quoted(name), wrong);
	jobs->job = regrow(jobs->job, jobs->n + 1, sizeof(job));
	jobs->job[jobs->n++] = job;
	return KILN_OK;
}

enum line_end {
	LINE_READ,
	LINE_NONE,
	LINE_HAS_NUL,
	LINE_TOO_LONG,
	LINE_IS_CUT,
};

/* The next line, without "\n" or "\r\n". A file that ends without one was cut. */
static enum line_end next_line(FILE *in, char *line)
{
	size_t n = 0;
	int c;

	while ((c = getc(in)) != EOF && c != '\n') {
		if (!c)
			return LINE_HAS_NUL;
		if (n == LINE_LEN - 1)
			return LINE_TOO_LONG;
		line[n++] = c;
	}
	if (c == EOF)
		return n ? LINE_IS_CUT : LINE_NONE;
	if (n && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	return LINE_READ;
}

static int read_lines(struct place *at, FILE *in, struct jobs *jobs)
{
	char line[LINE_LEN];
	int ret = KILN_OK;

	while (!ret) {
		enum line_end end = next_line(in, line);

		if (end == LINE_NONE)
			break;
		at->line++;
		if (end == LINE_HAS_NUL)
			return wrong_at(at, "there is a NUL byte: this is no text file");
		if (end == LINE_IS_CUT)
			return wrong_at(at, "there is no newline at the end: "
					    "if the file is whole, add one");
		if (end == LINE_TOO_LONG)
			return wrong_at(at, "the line is longer than %d characters", LINE_LEN - 1);
		line[strcspn(line, "#")] = '\0';
		ret = read_job(at, line, jobs);
	}
	return ret;
}

/**
 * jobs_read - read a job file
 * @jobs: out; to be freed by jobs_free(), also after an error
 * @path: the file, "-" for standard input
 * @unit_ns: what a unit is
 *
 * Returns KILN_OK, or another exit status after saying what is wrong.
 */
int jobs_read(struct jobs *jobs, const char *path, uint64_t unit_ns)
{
	bool piped = !strcmp(path, "-");
	struct place at = { .file = piped ? "<stdin>" : path };
	FILE *in = piped ? stdin : fopen(path, "re");
	int ret;

	*jobs = (struct jobs){ .unit_ns = unit_ns };
	if (!in)
		return misused("%s: %s: name a job file, or - for standard input", path,
			       strerror(errno));
	errno = 0;
	ret = read_lines(&at, in, jobs);
	if (!ret && ferror(in))
		ret = misused("%s: %s: name a job file, or - for standard input", at.file,
			      strerror(errno));
	else if (!ret && !jobs->n)
		ret = misused("%s:%u: there is no job: a job is NAME ARRIVAL BURST [key=value]...",
			      at.file, at.line ? at.line : 1);
	if (!piped)
		fclose(in);
	return ret;
}

static int earlier(const void *a, const void *b, void *arg)
{
	const struct jobs *jobs = arg;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	uint64_t ti = jobs->job[i].arrival, tj = jobs->job[j].arrival;

	if (ti != tj)
		return ti < tj ? -1 : 1;
	return i < j ? -1 : i > j;
}

/**
 * jobs_by_arrival - the jobs' numbers in the order in which they arrive
 * @jobs: the jobs
 *
 * Jobs that arrive together keep the order of the file. The caller frees it.
 */
size_t *jobs_by_arrival(const struct jobs *jobs)
{
	size_t *order = zalloc(jobs->n, sizeof(*order));

	for (size_t i = 0; i < jobs->n; i++)
		order[i] = i;
	qsort_r(order, jobs->n, sizeof(*order), earlier, (void *)jobs);
	return order;
}

/**
 * jobs_free - give a job file's memory back
 * @jobs: from jobs_read()
 */
void jobs_free(struct jobs *jobs)
{
	free(jobs->job);
	*jobs = (struct jobs){};
}
