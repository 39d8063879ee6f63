/* SPDX-License-Identifier: GPL-2.0 */
/* A sub-command of kiln: one file each, found without a list. */
#ifndef KILN_COMMAND_H
#define KILN_COMMAND_H

/**
 * struct command - a sub-command
 * @name: what the person types after "kiln"
 * @summary: one line for the help
 * @run: does it; argv[0] is @name; returns the exit status
 * @next: the next command; main.c's own
 */
struct command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
	struct command *next;
};

/* Makes a command known: write KILN_COMMAND(sched) below "static struct command sched". */
#define KILN_COMMAND(command) \
	static void __attribute__((constructor)) register_##command(void) \
	{ \
		command_register(&command); \
	}

#ifndef KILN_VERSION
#define KILN_VERSION "0.1"
#endif

void command_register(struct command *command);
void print_version(void);

#endif
