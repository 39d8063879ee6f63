// SPDX-License-Identifier: GPL-2.0
/*
 * kiln sched load and unload: a policy for every task of the machine, for as long as
 * this process lives. Each second it says what the machine does.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "error.h"
#include "json.h"
#include "machine.h"
#include "sched.h"

/**
 * struct load_figures - /proc/stat, since boot
 * @switches: from one task to another
 * @forks: new tasks
 * @running: how many tasks are ready or running now
 * @busy: CPU time that was used, ticks
 * @all: CPU time that there was, ticks
 */
struct load_figures {
	unsigned long long switches, forks, running, busy, all;
};

static int read_figures(struct load_figures *now)
{
	unsigned long long t[8] = {};
	FILE *in = fopen("/proc/stat", "re");
	char line[4096];

	*now = (struct load_figures){};
	if (!in)
		return failed("/proc/stat: %s: mount a procfs on /proc", strerror(errno));
	while (fgets(line, sizeof(line), in)) {
		sscanf(line, "cpu  %llu %llu %llu %llu %llu %llu %llu %llu", &t[0], &t[1], &t[2],
		       &t[3], &t[4], &t[5], &t[6], &t[7]);
		sscanf(line, "ctxt %llu", &now->switches);
		sscanf(line, "processes %llu", &now->forks);
		sscanf(line, "procs_running %llu", &now->running);
	}
	fclose(in);
	for (int i = 0; i < 8; i++)
		now->all += t[i];
	now->busy = now->all - t[3] - t[4]; /* less idle and iowait */
	return KILN_OK;
}

static double percent_busy(const struct load_figures *was, const struct load_figures *now)
{
	unsigned long long all = now->all - was->all;

	return all ? 100.0 * (now->busy - was->busy) / all : 0;
}

static void print_figures(const struct load_figures *was, const struct load_figures *now,
			  unsigned int second, bool as_json)
{
	struct json json = { .out = stdout };

	if (as_json) {
		json_open(&json, NULL, '{');
		json_number(&json, "second", second);
		json_number(&json, "switches", now->switches - was->switches);
		json_number(&json, "forks", now->forks - was->forks);
		json_number(&json, "running", now->running);
		json_number(&json, "busy_percent", percent_busy(was, now));
		json_close(&json, '}');
		putchar('\n');
	} else {
		printf("%6u %10llu %8llu %8llu %6.0f\n", second, now->switches - was->switches,
		       now->forks - was->forks, now->running, percent_busy(was, now));
	}
	fflush(stdout);
}

/* Is somebody or the kernel done with the policy? */
static int check_force(const struct policy *policy, bool *over)
{
	const char *why = policy_ejected(policy);

	*over = why;
	if (!why)
		return KILN_OK;
	if (policy_unloaded(policy)) {
		note("policy %s: it was unloaded; the kernel's own scheduler is in force",
		     policy->name);
		return KILN_OK;
	}
	return failed("policy %s: the kernel threw it out, and its own scheduler is in force: %s",
		      policy->name, why);
}

/* Until a signal comes, or the policy is no longer in force. */
static int watch(const struct policy *policy, const sigset_t *set, bool as_json)
{
	struct timespec second = { .tv_sec = 1 };
	struct load_figures was, now;
	int ret = read_figures(&was);
	bool over = false;

	if (!as_json)
		printf("SECOND   SWITCHES    FORKS  RUNNING  BUSY%%\n");
	for (unsigned int i = 1; !ret && !over && sigtimedwait(set, NULL, &second) < 0; i++) {
		ret = read_figures(&now);
		if (!ret)
			print_figures(&was, &now, i, as_json);
		was = now;
		if (!ret)
			ret = check_force(policy, &over);
	}
	return ret;
}

static int govern(struct policy *policy, bool as_json)
{
	sigset_t set, old;
	int ret;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &old);
	ret = policy_attach(policy);
	if (!ret) {
		note("policy %s: it governs every task; Ctrl-C, or 'kiln sched unload' elsewhere, ends it",
		     policy->name);
		ret = watch(policy, &set, as_json);
	}
	policy_detach(policy);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ret;
}

int sched_load(char **argument, struct sched_options *opt)
{
	const struct setting *unknown;
	struct policy policy = {};
	int ret = sched_check_name(argument[0], true);

	if (ret)
		return ret;
	if (!strcmp(argument[0], OWN_SCHEDULER))
		return misused("policy %s: it is the kernel's own, and in force when no other is",
			       OWN_SCHEDULER);
	ret = policy_open(&policy, argument[0]);
	if (!ret)
		ret = policy_set(&policy, &opt->settings, opt->unit_ns);
	unknown = settings_unknown(&opt->settings);
	if (!ret && unknown)
		ret = misused("--set %s: policy %s has no such knob: 'kiln sched list -v'",
			      unknown->name, policy.name);
	if (!ret)
		ret = machine_check(true, opt->command_line);
	if (!ret)
		ret = policy_govern_all(&policy);
	if (!ret)
		ret = govern(&policy, opt->json);
	policy_close(&policy);
	return ret;
}

int sched_unload(char **argument, struct sched_options *opt)
{
	struct scx_status status;

	(void)argument;
	(void)opt;
	scx_status(&status);
	if (!*status.ops)
		return failed("no policy is loaded: the kernel's own scheduler is in force");
	return policy_unload(status.ops);
}
