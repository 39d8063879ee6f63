/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of "kiln sched" share. */
#ifndef KILN_SCHED_COMMAND_H
#define KILN_SCHED_COMMAND_H

#include "jobfile.h"
#include "policy.h"
#include "run.h"

/**
 * struct sched_options - the options of "kiln sched ..."
 * @unit_ns: --unit
 * @cpus: --cpus
 * @settings: --set
 * @svg: --svg, NULL for none; likewise @perfetto
 * @json: --json
 * @verbose: --verbose
 * @predict: --predict, of compare
 * @command_line: what the person typed, quoted for a shell
 */
struct sched_options {
	uint64_t unit_ns;
	unsigned int cpus;
	struct settings settings;
	const char *svg;
	const char *perfetto;
	bool json;
	bool verbose;
	bool predict;
	char *command_line;
};

/* What may be given to a sub-command; the letter stands for the option. */
struct sched_command {
	const char *name;
	const char *usage;
	const char *options;
	int arguments;
	int (*run)(char **argument, struct sched_options *opt);
};

/* sched_list.c, sched_try.c, sched_load.c, sched_status.c */
int sched_list(char **argument, struct sched_options *opt);
int sched_predict(char **argument, struct sched_options *opt);
int sched_run(char **argument, struct sched_options *opt);
int sched_compare(char **argument, struct sched_options *opt);
int sched_load(char **argument, struct sched_options *opt);
int sched_unload(char **argument, struct sched_options *opt);
int sched_status(char **argument, struct sched_options *opt);

/* sched_try.c: is there such a policy, to be run or else to be predicted? */
int sched_check_name(const char *name, bool live);

#endif
