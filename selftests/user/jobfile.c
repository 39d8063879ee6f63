// SPDX-License-Identifier: GPL-2.0
/*
 * The reader of job files, on texts that are held in memory: what it takes,
 * what it refuses and with which words, and a fuzz of mutated files.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "jobfile.h"
#include "random.h"
#include "units.h"

#include "kselftest_harness.h"

#define UNIT	    KILN_UNIT_NS
#define FUZZ_ROUNDS 100000
#define TEXT_MAX    4096

static char said[512]; /* what the reader said last */

/* Reads @text as if it were standard input. */
static int read_text(struct jobs *jobs, const char *text, size_t len, uint64_t unit_ns)
{
	FILE *in = stdin, *err = stderr;
	int ret;

	memset(said, 0, sizeof(said));
	stdin = len ? fmemopen((void *)text, len, "r") : fopen("/dev/null", "r");
	stderr = fmemopen(said, sizeof(said), "w");
	if (!stdin || !stderr)
		abort();
	ret = jobs_read(jobs, "-", unit_ns);
	fclose(stdin);
	fclose(stderr);
	stdin = in;
	stderr = err;
	return ret;
}

/* The text is taken, and is @count jobs. */
#define expect_jobs(text, count) \
	do { \
		EXPECT_EQ(KILN_OK, read_text(&self->jobs, text, strlen(text), UNIT)); \
		EXPECT_STREQ("", said); \
		ASSERT_EQ(count, self->jobs.n); \
	} while (0)

/* The text is refused, and the complaint begins like this. */
#define expect_wrong_bytes(text, len, complaint) \
	do { \
		EXPECT_EQ(KILN_USAGE, read_text(&self->jobs, text, len, UNIT)); \
		EXPECT_EQ(0, strncmp("kiln: <stdin>:" complaint, said, \
				     strlen("kiln: <stdin>:" complaint))) \
		{ \
			TH_LOG("it says: %s", said); \
			TH_LOG("not:     kiln: <stdin>:" complaint); \
		} \
		EXPECT_EQ('\n', said[strlen(said) - 1]); \
		jobs_free(&self->jobs); \
	} while (0)

#define expect_wrong(text, complaint) expect_wrong_bytes(text, strlen(text), complaint)

FIXTURE(jobfile)
{
	struct jobs jobs;
};

FIXTURE_SETUP(jobfile)
{
}

FIXTURE_TEARDOWN(jobfile)
{
	jobs_free(&self->jobs);
}

TEST_F(jobfile, every_field_is_read)
{
	const struct job *job;

	expect_jobs("A 0.5 2.25 burst=3 deadline=10 period=7 tickets=5 gang=2 level=1 "
		    "nice=-20 io=0.5,3,2\n",
		    1);
	job = self->jobs.job;
	EXPECT_STREQ("A", job->name);
	EXPECT_EQ(UNIT / 2, job->arrival);
	EXPECT_EQ(UNIT * 9 / 4, job->burst);
	EXPECT_EQ(UNIT * 3, job->declared);
	EXPECT_EQ(UNIT * 10, job->deadline);
	EXPECT_EQ(UNIT * 7, job->period);
	EXPECT_EQ(5, job->tickets);
	EXPECT_EQ(2, job->gang);
	EXPECT_EQ(1, job->level);
	EXPECT_EQ(-20, job->nice);
	EXPECT_EQ(UNIT / 2, job->run);
	EXPECT_EQ(UNIT * 3, job->block);
	EXPECT_EQ(2, job->repeat);
	EXPECT_EQ(2, job_blocks(job));
	EXPECT_EQ(UNIT, self->jobs.unit_ns);
}

TEST_F(jobfile, a_period_makes_releases)
{
	const struct job *job;

	expect_jobs("A 1 2 period=5,3\nB 0 2 period=5,3 deadline=4\n", 2);
	job = self->jobs.job;
	EXPECT_EQ(3, job->releases);
	EXPECT_EQ(UNIT * 6, job->burst);
	EXPECT_EQ(UNIT * 2, job->declared);
	EXPECT_EQ(UNIT * 2, job->run);
	EXPECT_EQ(2, job_blocks(job));
	EXPECT_EQ(UNIT * 5, job->deadline);
	EXPECT_EQ(UNIT * 11, job_release(job, 2));
	EXPECT_EQ(UNIT * 16, job_deadline(job, 2));
	EXPECT_EQ(UNIT * 14, job_deadline(job + 1, 2));
}

TEST_F(jobfile, what_is_left_out_is_nothing)
{
	const struct job *job;

	expect_jobs("A 0 2\n", 1);
	job = self->jobs.job;
	EXPECT_EQ(job->burst, job->declared);
	EXPECT_EQ(0, job->arrival | job->deadline | job->period);
	EXPECT_EQ(0, job->tickets | job->gang | job->level);
	EXPECT_EQ(0, job->run | job->block | job->repeat | job->nice);
	EXPECT_EQ(0, job_blocks(job));
	EXPECT_EQ(UINT64_MAX, job_deadline(job, 0));
}

TEST_F(jobfile, a_burst_that_is_not_known)
{
	expect_jobs("A 0 2 burst=?\n", 1);
	EXPECT_EQ(0, self->jobs.job[0].declared);
	EXPECT_EQ(2 * UNIT, self->jobs.job[0].burst);
}

/* A job that would block as its burst ends is done instead. */
TEST_F(jobfile, it_blocks_as_often_as_its_burst_has_room_for)
{
	expect_jobs("A 0 6 io=2,1\nB 0 6.5 io=2,1\nC 0 2 io=2,1\nD 0 9 io=2,1,9\n", 4);
	EXPECT_EQ(2, job_blocks(&self->jobs.job[0]));
	EXPECT_EQ(3, job_blocks(&self->jobs.job[1]));
	EXPECT_EQ(0, job_blocks(&self->jobs.job[2]));
	EXPECT_EQ(4, job_blocks(&self->jobs.job[3]));
}

TEST_F(jobfile, io_that_makes_no_sense)
{
	expect_wrong("A 0 1 io=1\n", "1: io '1' is not RUN,BLOCK[,REPEAT]");
	expect_wrong("A 0 1 io=1,\n", "1: io '1,' ");
	expect_wrong("A 0 1 io=0,1\n", "1: io '0,1' must be more than 0");
	expect_wrong("A 0 1 io=1,0\n", "1: io '1,0' must be more than 0");
	expect_wrong("A 0 1 io=1,1,0\n", "1: io '1,1,0' must be 1 at least");
	expect_wrong("A 0 1 io=1,1,1,1\n", "1: io '1,1,1,1' is not a whole number");
	expect_wrong("A 0 10000000 io=1,1\n", "1: 'A' blocks more than 1000000 times");
	expect_wrong("A 0 3 io=1,20000000\n", "1: 'A' blocks for more than eleven days");
}

TEST_F(jobfile, nice_values)
{
	expect_jobs("A 0 1 nice=19\nB 0 1 nice=-20\nC 0 1 nice=0\n", 3);
	EXPECT_EQ(19, self->jobs.job[0].nice);
	EXPECT_EQ(-20, self->jobs.job[1].nice);
	EXPECT_EQ(0, self->jobs.job[2].nice);
	expect_wrong("A 0 1 nice=20\n", "1: nice '20' is no nice value: -20 to 19");
	expect_wrong("A 0 1 nice=-21\n", "1: nice '-21' is no nice value");
	expect_wrong("A 0 1 nice=--1\n", "1: nice '--1' is no nice value");
	expect_wrong("A 0 1 nice=\n", "1: nice '' is no nice value");
}

TEST_F(jobfile, comments_blanks_and_empty_lines)
{
	expect_jobs("# a comment\n\n \t \n\tA  0\t1   # and one behind\n#\nB 1 1#x\n", 2);
	EXPECT_STREQ("A", self->jobs.job[0].name);
	EXPECT_STREQ("B", self->jobs.job[1].name);
}

/* What was cut in "12" may have been 123. */
TEST_F(jobfile, no_newline_at_the_end)
{
	expect_wrong("A 0 1\nB 1 12", "2: there is no newline at the end");
	expect_wrong("A 0 1\r", "1: there is no newline at the end");
}

TEST_F(jobfile, lines_that_end_as_on_windows)
{
	expect_jobs("A 0 1\r\n\r\nB 1 2 level=3\r\n", 2);
	EXPECT_EQ(3, self->jobs.job[1].level);
}

TEST_F(jobfile, a_carriage_return_within_a_line)
{
	expect_wrong("A 0\r 1\n", "1: ");
}

TEST_F(jobfile, an_empty_file)
{
	expect_wrong("", "1: there is no job");
}

TEST_F(jobfile, comments_only)
{
	expect_wrong("# nobody\n\n# here\n", "3: there is no job");
}

TEST_F(jobfile, a_line_that_is_too_short)
{
	expect_wrong("A 0 1\nB\n",
		     "2: a job is NAME ARRIVAL BURST [key=value]..., and 'B' has no arrival");
	expect_wrong("A 0\n",
		     "1: a job is NAME ARRIVAL BURST [key=value]..., and 'A' has no burst");
}

TEST_F(jobfile, an_unknown_key)
{
	expect_wrong("A 0 1\n\nB 0 1 colour=red\n", "3: unknown key 'colour'");
	expect_wrong("A 0 1 =1\n", "1: unknown key ''");
	expect_wrong("A 0 1 Level=1\n", "1: unknown key 'Level'");
}

TEST_F(jobfile, a_word_that_is_no_key)
{
	expect_wrong("A 0 1 level\n", "1: 'level' is not a key=value");
	expect_wrong("A 0 1 2\n", "1: '2' is not a key=value");
}

TEST_F(jobfile, a_key_without_its_value)
{
	expect_wrong("A 0 1 level=\n", "1: level '' ");
	expect_wrong("A 0 1 deadline=\n", "1: deadline '' ");
}

TEST_F(jobfile, a_key_that_is_given_twice)
{
	expect_wrong("A 0 1 level=1 level=1\n", "1: the key 'level' is given twice");
}

TEST_F(jobfile, a_negative_time)
{
	expect_wrong("A -1 1\n", "1: arrival '-1' is negative");
	expect_wrong("A 0 -0.5\n", "1: burst '-0.5' is negative");
	expect_wrong("A 0 1 period=-3\n", "1: period '-3' is negative");
	expect_wrong("A 0 1 period=3,x\n", "1: period '3,x' is not a whole number");
	expect_wrong("A 0 1 period=3,2 io=1,1\n",
		     "1: 'A' has io and a period, and it can be only one of them");
}

TEST_F(jobfile, a_burst_of_nothing)
{
	expect_wrong("A 0 0\n", "1: burst '0' must be more than 0");
	expect_wrong("A 0 0.000\n", "1: burst '0.000' must be more than 0");
	expect_wrong("A 0 1 burst=0\n", "1: burst '0' must be more than 0");
	expect_wrong("A 0 1 deadline=0\n", "1: deadline '0' must be more than 0");
}

TEST_F(jobfile, a_time_that_is_no_number)
{
	static const char *const bad[] = {
		"x",   "1x",  ".", "1.",  ".5",	 "+1",	 "1e3",	  "0x10",
		"1,5", "--1", "-", "nan", "inf", "1..2", "1.2.3", "\xc2\xb2",
	};
	char text[64];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(text, sizeof(text), "A %s 1\n", bad[i]);
		expect_wrong(text, "1: arrival '");
	}
}

TEST_F(jobfile, six_decimals_and_no_more)
{
	expect_jobs("A 0.000001 1.123456\n", 1);
	EXPECT_EQ(UNIT / 1000000, self->jobs.job[0].arrival);
	EXPECT_EQ(UNIT / 1000000 * 1123456, self->jobs.job[0].burst);
	jobs_free(&self->jobs);
	expect_wrong("A 0 1.1234567\n",
		     "1: burst '1.1234567' has more than 6 digits after the point");
	expect_wrong("A 0.0000000 1\n",
		     "1: arrival '0.0000000' has more than 6 digits after the point");
}

TEST_F(jobfile, the_longest_time)
{
	char text[64];

	snprintf(text, sizeof(text), "A 0 %llu\n", LONGEST_NS / UNIT);
	expect_jobs(text, 1);
	EXPECT_EQ(LONGEST_NS, self->jobs.job[0].burst);
	jobs_free(&self->jobs);
	snprintf(text, sizeof(text), "A 0 %llu.000001\n", LONGEST_NS / UNIT);
	expect_wrong(text, "1: burst '");
}

TEST_F(jobfile, numbers_that_overflow)
{
	static const char *const bad[] = {
		"18446744073709",
		"18446744073710",
		"18446744073709551615",
		"18446744073709551616",
		"99999999999999999999",
		"100000000000000000000000000000",
		"340282366920938463463374607431768211456",
		"18446744073709551615.999999",
	};
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(text, sizeof(text), "A 0 %s\n", bad[i]);
		expect_wrong(text, "1: burst '");
		EXPECT_NE(NULL, strstr(said, "is too l"))
		{
			TH_LOG("%s", said);
		}
	}
}

TEST_F(jobfile, counts_are_whole_and_bounded)
{
	expect_jobs("A 0 1 tickets=1000000\n", 1);
	EXPECT_EQ(1000000, self->jobs.job[0].tickets);
	jobs_free(&self->jobs);
	expect_wrong("A 0 1 tickets=1000001\n", "1: tickets '1000001' is too large");
	expect_wrong("A 0 1 tickets=4294967297\n", "1: tickets '4294967297' is too large");
	expect_wrong("A 0 1 tickets=18446744073709551617\n", "1: tickets '");
	expect_wrong("A 0 1 level=0\n", "1: level '0' must be 1 at least");
	expect_wrong("A 0 1 gang=1.5\n", "1: gang '1.5' is not a whole number");
	expect_wrong("A 0 1 gang=-1\n", "1: gang '-1' is not a whole number");
}

TEST_F(jobfile, a_name_that_is_used_twice)
{
	expect_wrong("A 0 1\nB 0 1\nA 3 1\n", "3: the name 'A' is used twice");
}

TEST_F(jobfile, names_are_bounded)
{
	expect_jobs("abcdefghijklmn0 0 1\n-_.Z 0 1\n", 2);
	jobs_free(&self->jobs);
	expect_wrong("abcdefghijklmno0 0 1\n",
		     "1: the name 'abcdefghijklmno0' is longer than 15 characters");
	expect_wrong("a/b 0 1\n", "1: the name 'a/b' has a character");
	expect_wrong("\xc3\xa4 0 1\n", "1: the name '\\xc3\\xa4' has a character");
	expect_wrong("\x1b[31m 0 1\n", "1: the name '\\x1b[31m' has a character");
}

TEST_F(jobfile, a_nul_byte)
{
	static const char text[] = "A 0 1\nB 0\0 1\n";

	expect_wrong_bytes(text, sizeof(text) - 1, "2: there is a NUL byte");
	expect_wrong_bytes("\0", 1, "1: there is a NUL byte");
	expect_wrong_bytes("# \0\nA 0 1\n", 10, "1: there is a NUL byte");
}

TEST_F(jobfile, a_line_that_is_too_long)
{
	char text[TEXT_MAX];

	strcpy(text, "A 0 1\nB 0 1 #");
	memset(text + strlen(text), 'x', 2000);
	strcpy(text + 13 + 2000, "\n");
	expect_wrong(text, "2: the line is longer than");

	/* 1023 characters are taken, 1024 are not. */
	memset(text, ' ', 1024);
	memcpy(text, "A 0 1", 5);
	strcpy(text + 1023, "\n");
	expect_jobs(text, 1);
	jobs_free(&self->jobs);
	strcpy(text + 1023, " \n");
	expect_wrong(text, "1: the line is longer than");
}

static char *many_jobs(int n)
{
	char *text = zalloc(n, 24), *at = text;

	for (int i = 0; i < n; i++)
		at += sprintf(at, "j%d %d 1\n", i, i);
	return text;
}

TEST_F(jobfile, as_many_jobs_as_there_may_be)
{
	char *text = many_jobs(JOBS_MAX);

	expect_jobs(text, JOBS_MAX);
	EXPECT_STREQ("j999", self->jobs.job[999].name);
	EXPECT_EQ(999 * UNIT, self->jobs.job[999].arrival);
	free(text);
}

TEST_F(jobfile, ten_thousand_jobs_are_too_many)
{
	char *text = many_jobs(10000);

	expect_wrong(text, "1001: too many jobs: the limit is 1000");
	free(text);
}

TEST_F(jobfile, jobs_by_arrival_keeps_the_files_order)
{
	static const size_t expected[] = { 1, 3, 0, 2, 4 };
	size_t *order;

	expect_jobs("A 2 1\nB 0 1\nC 2 1\nD 0 1\nE 2 1\n", 5);
	order = jobs_by_arrival(&self->jobs);
	for (int i = 0; i < 5; i++)
		EXPECT_EQ(expected[i], order[i]);
	free(order);
}

/* What is said of a file that is read by its path, into said[]. */
static int read_path(struct jobs *jobs, const char *path)
{
	FILE *err = stderr;
	int ret;

	memset(said, 0, sizeof(said));
	stderr = fmemopen(said, sizeof(said), "w");
	ret = jobs_read(jobs, path, UNIT);
	fclose(stderr);
	stderr = err;
	return ret;
}

TEST_F(jobfile, a_complaint_names_the_file_and_the_line)
{
	char path[] = "/tmp/jobfile-XXXXXX", prefix[64];
	int fd = mkstemp(path);

	ASSERT_LE(0, fd);
	ASSERT_EQ(14, write(fd, "A 0 1\nB 0 1 x\n", 14));
	close(fd);
	EXPECT_EQ(KILN_USAGE, read_path(&self->jobs, path));
	unlink(path);
	snprintf(prefix, sizeof(prefix), "kiln: %s:2: 'x' is not a key=value", path);
	EXPECT_EQ(0, strncmp(prefix, said, strlen(prefix)))
	{
		TH_LOG("%s", said);
	}
}

TEST_F(jobfile, a_file_that_cannot_be_read)
{
	EXPECT_EQ(KILN_USAGE, read_path(&self->jobs, "/nowhere/jobs"));
	EXPECT_NE(NULL, strstr(said, "kiln: /nowhere/jobs: No such file or directory: "));
	jobs_free(&self->jobs);
	EXPECT_EQ(KILN_USAGE, read_path(&self->jobs, "/tmp"));
	EXPECT_NE(NULL, strstr(said, "kiln: /tmp: Is a directory: "))
	{
		TH_LOG("%s", said);
	}
}

/* --- the fuzz */

static const char *const corpus[] = {
	"P1 0 7\nP2 2 4\nP3 4 1\nP4 5 4\n",
	"# heading\nA 0.5 2.25 burst=3 deadline=10 period=7\n\nB 1 1 tickets=5 gang=2 level=1 # x\n",
	"x 0 0.000001\r\ny 19999999 20000000\r\nz 1 1 level=1000000\r\n",
	"job-1 0 1\njob_2 0 1\njob.3 0 1\n",
};

static const char *const tokens[] = {
	"\n",
	"\r\n",
	" ",
	"\t",
	"#",
	"=",
	".",
	"-",
	"0",
	"9",
	"-1",
	"0.0000001",
	"18446744073709551616",
	"20000000",
	"20000001",
	"burst=",
	"deadline=1",
	"period=2",
	"tickets=3",
	"gang=4",
	"level=5",
	"level=0",
	" Q 1 1",
	"\n\n",
	"\xff",
	"abcdefghijklmnop",
	"1e9",
	" 3 ",
};

/* One change at a random place; the length afterwards. */
static size_t mutate(char *text, size_t len)
{
	size_t at = pick(len + 1), n;
	const char *token;

	switch (pick(6)) {
	case 0: /* another byte */
		if (at < len)
			text[at] = pick(256);
		break;
	case 1: /* another digit */
		if (at < len)
			text[at] = '0' + pick(10);
		break;
	case 2: /* something is missing */
		n = pick(8);
		if (n > len - at)
			n = len - at;
		memmove(text + at, text + at + n, len - at - n);
		len -= n;
		break;
	case 3: /* something is there twice */
		n = pick(40);
		if (n > len - at)
			n = len - at;
		if (len + n > TEXT_MAX)
			break;
		memmove(text + at + n, text + at, len - at);
		len += n;
		break;
	default: /* something is added */
		token = tokens[pick(ARRAY_SIZE(tokens))];
		n = strlen(token);
		if (len + n > TEXT_MAX)
			break;
		memmove(text + at + n, text + at, len - at);
		memcpy(text + at, token, n);
		len += n;
	}
	return len;
}

static void print_time(FILE *out, const char *key, uint64_t ns)
{
	if (ns)
		fprintf(out, " %s%llu.%03llu", key, (unsigned long long)ns / 1000,
			(unsigned long long)ns % 1000);
}

static void print_count(FILE *out, const char *key, uint32_t n)
{
	if (n)
		fprintf(out, " %s%u", key, n);
}

/* The jobs as a file whose unit is a microsecond. */
static char *print_jobs(const struct jobs *jobs)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *job = &jobs->job[i];

		fprintf(out, "%s", job->name);
		if (job->arrival)
			print_time(out, "", job->arrival);
		else
			fprintf(out, " 0");
		print_time(out, "", job->burst);
		print_time(out, "burst=", job->declared);
		print_time(out, "deadline=", job->deadline);
		print_time(out, "period=", job->period);
		print_count(out, "tickets=", job->tickets);
		print_count(out, "gang=", job->gang);
		print_count(out, "level=", job->level);
		fprintf(out, "\n");
	}
	fclose(out);
	return text;
}

static bool same_job(const struct job *a, const struct job *b)
{
	return !strcmp(a->name, b->name) && a->arrival == b->arrival && a->burst == b->burst &&
	       a->declared == b->declared && a->deadline == b->deadline && a->period == b->period &&
	       a->tickets == b->tickets && a->gang == b->gang && a->level == b->level;
}

static bool same_jobs(const struct jobs *a, const struct jobs *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (!same_job(&a->job[i], &b->job[i]))
			return false;
	return a->n == b->n;
}

static bool sane(const struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *job = &jobs->job[i];

		if (!job->name[0] || !job->burst || !job->declared || job->arrival > LONGEST_NS ||
		    job->burst > LONGEST_NS)
			return false;
		for (size_t j = 0; j < i; j++)
			if (!strcmp(jobs->job[j].name, job->name))
				return false;
	}
	return jobs->n > 0;
}

/* "kiln: <stdin>:LINE: WHAT", one line of ASCII, and the line exists. */
static bool good_complaint(const char *text, size_t len)
{
	size_t n = strlen(said), lines = 1;
	unsigned int line;
	int end = 0;

	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	if (sscanf(said, "kiln: <stdin>:%u: %n", &line, &end) != 1 || !end || line < 1 ||
	    line > lines || said[n - 1] != '\n')
		return false;
	for (size_t i = 0; i < n - 1; i++)
		if (!isascii(said[i]) || !isprint(said[i]))
			return false;
	return true;
}

static bool survives_a_round_trip(const struct jobs *jobs)
{
	char *text = print_jobs(jobs);
	struct jobs again;
	bool same = read_text(&again, text, strlen(text), 1000) == KILN_OK &&
		    same_jobs(jobs, &again);

	jobs_free(&again);
	free(text);
	return same;
}

TEST_F_TIMEOUT(jobfile, a_hundred_thousand_mutated_files, 110)
{
	unsigned int taken = 0, refused = 0;
	char text[TEXT_MAX + 1];

	TH_LOG("seed: KILN_SEED=%llu", sow());
	for (int i = 0; i < FUZZ_ROUNDS; i++) {
		size_t len;

		strcpy(text, corpus[pick(ARRAY_SIZE(corpus))]);
		len = strlen(text);
		for (int n = 1 + pick(4); n; n--)
			len = mutate(text, len);
		if (read_text(&self->jobs, text, len, UNIT) == KILN_OK) {
			taken++;
			ASSERT_STREQ("", said);
			ASSERT_TRUE(sane(&self->jobs));
			ASSERT_TRUE(survives_a_round_trip(&self->jobs))
			{
				TH_LOG("round %d: %.*s", i, (int)len, text);
			}
		} else {
			refused++;
			ASSERT_TRUE(good_complaint(text, len))
			{
				TH_LOG("round %d: it says: %s", i, said);
				TH_LOG("of: %.*s", (int)len, text);
			}
		}
		jobs_free(&self->jobs);
	}
	TH_LOG("%u taken, %u refused", taken, refused);
	EXPECT_LT(FUZZ_ROUNDS / 20, taken);
	EXPECT_LT(FUZZ_ROUNDS / 20, refused);
}

/* The fuzz's own judgement can tell: each of these is wrong. */
TEST_F(jobfile, mutant_the_fuzz_would_notice)
{
	struct jobs other;
	uint64_t keep;

	expect_jobs("A 0 1\nB 1 2 level=3\n", 2);
	ASSERT_TRUE(sane(&self->jobs));
	ASSERT_EQ(KILN_OK, read_text(&other, "A 0 1\nB 1 2 level=4\n", 20, UNIT));
	EXPECT_FALSE(same_jobs(&self->jobs, &other));
	jobs_free(&other);
	ASSERT_EQ(KILN_OK, read_text(&other, "A 0 1\n", 6, UNIT));
	EXPECT_FALSE(same_jobs(&self->jobs, &other));
	jobs_free(&other);

	keep = self->jobs.job[0].burst;
	self->jobs.job[0].burst = 0;
	EXPECT_FALSE(sane(&self->jobs));
	EXPECT_FALSE(survives_a_round_trip(&self->jobs));
	self->jobs.job[0].burst = keep;
	strcpy(self->jobs.job[0].name, "B");
	EXPECT_FALSE(sane(&self->jobs));
	EXPECT_FALSE(survives_a_round_trip(&self->jobs));

	strcpy(said, "kiln: <stdin>:2: wrong\n");
	EXPECT_TRUE(good_complaint("A\nB", 3));
	EXPECT_FALSE(good_complaint("A", 1));
	strcpy(said, "kiln: wrong\n");
	EXPECT_FALSE(good_complaint("A\nB", 3));
	strcpy(said, "kiln: <stdin>:1: w\x1b\n");
	EXPECT_FALSE(good_complaint("A\nB", 3));
}

TEST_HARNESS_MAIN
