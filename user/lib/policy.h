/* SPDX-License-Identifier: GPL-2.0 */
/* Policies: BPF objects, one a policy, that become the kernel's scheduler. */
#ifndef KILN_POLICY_H
#define KILN_POLICY_H

#include <stdbool.h>

#include "knob.h"

/* The kernel's own scheduler is a policy, too: it needs no BPF object. */
#define OWN_SCHEDULER "kernel"

/**
 * struct policy - a policy
 * @name: as people call it
 * @summary: one line for people, empty when it has none
 * @knob: what can be set
 * @knobs: how many
 * @bpf: the BPF side, NULL for the kernel's own scheduler
 */
struct policy {
	char *name;
	char *summary;
	struct knob *knob;
	size_t knobs;
	struct policy_bpf *bpf;
};

char **policy_names(size_t *n);
void policy_names_free(char **names, size_t n);
bool policy_exists(const char *name);
int policy_open(struct policy *policy, const char *name);
int policy_set(struct policy *policy, struct settings *settings, unsigned long long unit_ns);
int policy_govern_all(struct policy *policy);
int policy_attach(struct policy *policy);
void policy_zero(struct policy *policy, uint64_t zero_ns);
const char *policy_ejected(const struct policy *policy);
bool policy_unloaded(const struct policy *policy);
int policy_unload(const char *ops);
void policy_detach(struct policy *policy);
void policy_close(struct policy *policy);

#endif
