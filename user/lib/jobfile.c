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

#define LINE_LEN 1024
#define BLANKS	 " \t"

/* Where the reader is: what every complaint begins with. */
struct place {
	const char *file;
	unsigned int line;
};

#define wrong_at(place, fmt, ...) \
	misused("%s:%u: " fmt, (place)->file, (place)->line, ##__VA_ARGS__)

/* A key=value: where its value goes, as a time or as a count up to @most. */
struct key {
	const char *name;
	size_t offset;
	uint64_t most; /* 0: the value is a time */
};

static const struct key keys[] = {
	{ "burst",	   offsetof(struct job, declared), 0	     },
	{ "deadline", offsetof(struct job, deadline), 0	},
	{ "period",   offsetof(struct job, period),	  0	    },
	{ "tickets",  offsetof(struct job, tickets),  1000000 },
	{ "gang",	  offsetof(struct job, gang),     1000000 },
	{ "level",	   offsetof(struct job, level),	1000000 },
};

#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static const struct key *find_key(const char *name)
{
	for (size_t i = 0; i < NKEYS; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

/* A time that must not be 0. */
static const char *parse_span(const char *text, uint64_t unit_ns, uint64_t *ns)
{
	const char *wrong = parse_time(text, unit_ns, ns);

	if (!wrong && !*ns)
		wrong = "must be more than 0";
	return wrong;
}

static int read_key(const struct place *at, char *word, uint64_t unit_ns, struct job *job,
		    unsigned int *seen)
{
	char *value = strchr(word, '=');
	const struct key *key;
	const char *wrong;
	uint64_t count;
	void *field;

	if (!value)
		return wrong_at(at, "%s is not a key=value", quoted(word));
	*value++ = '\0';
	key = find_key(word);
	if (!key)
		return wrong_at(
			at,
			"unknown key %s: there are burst, deadline, period, tickets, gang and level",
			quoted(word));
	if (*seen & 1U << (key - keys))
		return wrong_at(at, "the key '%s' is given twice", key->name);
	*seen |= 1U << (key - keys);

	field = (char *)job + key->offset;
	if (key->most) {
		wrong = parse_count(value, key->most, &count);
		if (!wrong)
			*(uint32_t *)field = count;
	} else {
		wrong = parse_span(value, unit_ns, field);
	}
	if (wrong)
		return wrong_at(at, "%s %s %s", key->name, quoted(value), wrong);
	return KILN_OK;
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
