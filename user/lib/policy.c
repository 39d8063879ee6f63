// SPDX-License-Identifier: GPL-2.0
/*
 * Policies, by libbpf: found as NAME.bpf.o, read, tuned, loaded, attached, and
 * detached again. What a policy can be told, its knobs, and its summary are read
 * from the object's type information, so that nobody keeps a list.
 *
 * The link to the kernel is a file descriptor and never pinned: when this
 * process ends, however it ends, the kernel's own scheduler is back.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "bpflog.h"
#include "error.h"
#include "objvar.h"
#include "paths.h"
#include "policy.h"

#define SUFFIX	".bpf.o"
#define SUMMARY "kiln_summary"

/* enum scx_exit_kind: below are those that somebody asked for (kernel/sched/ext) */
#define SCX_EXIT_UNREG_KERN 66

/* enum scx_ops_flags */
#define SCX_OPS_SWITCH_PARTIAL (1U << 3)

struct policy_bpf {
	struct bpf_object *obj;
	struct bpf_map *ops;
	struct bpf_link *link;
	struct objvar exit_info; /* its @data is NULL when there is none */
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *object_path(const char *name)
{
	char *dir = policy_dir();
	char *path = format("%s/%s" SUFFIX, dir, name);

	free(dir);
	return path;
}

/**
 * policy_names - all policies, in alphabetical order
 * @n: out: how many
 *
 * policy_names_free() gives them back.
 */
char **policy_names(size_t *n)
{
	char **names = zalloc(1, sizeof(*names));
	char *dir = policy_dir();
	DIR *d = opendir(dir);
	struct dirent *entry;

	*n = 0;
	names[(*n)++] = format(OWN_SCHEDULER);
	while (d && (entry = readdir(d))) {
		size_t len = strlen(entry->d_name), tail = strlen(SUFFIX);

		if (len <= tail || strcmp(entry->d_name + len - tail, SUFFIX))
			continue;
		names = regrow(names, *n + 1, sizeof(*names));
		names[(*n)++] = format("%.*s", (int)(len - tail), entry->d_name);
	}
	if (d)
		closedir(d);
	free(dir);
	qsort(names, *n, sizeof(*names), by_name);
	return names;
}

/**
 * policy_names_free - give the names back
 * @names: from policy_names()
 * @n: how many
 */
void policy_names_free(char **names, size_t n)
{
	while (n)
		free(names[--n]);
	free(names);
}

/**
 * policy_exists - is there such a policy?
 * @name: its name, as somebody typed it
 */
bool policy_exists(const char *name)
{
	size_t n;
	char **names = policy_names(&n);
	bool found = bsearch(&name, names, n, sizeof(*names), by_name);

	policy_names_free(names, n);
	return found;
}

static int by_knob_name(const void *a, const void *b)
{
	const struct knob *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* A knob is a "const volatile" number whose name is not reserved. */
static bool is_knob(const struct objvar *var)
{
	static const char dump_len[] = "_dump_len";
	size_t len = strlen(var->name), tail = strlen(dump_len);

	if (!var->is_number || !var->is_tunable || var->name[0] == '_')
		return false;
	return len < tail || strcmp(var->name + len - tail, dump_len);
}

static struct knob to_knob(const struct objvar *var)
{
	struct knob knob = { .standard = objvar_read(var) };
	size_t len = strlen(var->name);

	knob.is_time = len > 3 && !strcmp(var->name + len - 3, "_ns");
	if (knob.is_time)
		len -= 3;
	snprintf(knob.name, sizeof(knob.name), "%.*s", (int)len, var->name);
	return knob;
}

static void take_variable(const struct objvar *var, void *arg)
{
	struct policy *policy = arg;

	if (!strcmp(var->name, SUMMARY) && !var->is_number) {
		free(policy->summary);
		policy->summary = format("%.*s", (int)var->size, (const char *)var->data);
	} else if (!strcmp(var->type_name, "user_exit_info")) {
		policy->bpf->exit_info = *var;
	} else if (is_knob(var)) {
		policy->knob = regrow(policy->knob, policy->knobs + 1, sizeof(*policy->knob));
		policy->knob[policy->knobs++] = to_knob(var);
	}
}

static struct bpf_map *find_ops(struct bpf_object *obj)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, obj)
		if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
			return map;
	return NULL;
}

/* Until it is loaded, the operations hold libbpf's programs. */
static bool is_operation(const struct policy_bpf *bpf, const struct bpf_program *prog)
{
	size_t size;
	char *data = bpf_map__initial_value(bpf->ops, &size);

	for (size_t at = 0; data && at + sizeof(prog) <= size; at += sizeof(prog))
		if (!memcmp(data + at, &prog, sizeof(prog)))
			return true;
	return false;
}

/* What a policy has put its own operation in place of is not loaded. */
static void leave_out_unused(struct policy_bpf *bpf)
{
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, bpf->obj)
		if (bpf_program__type(prog) == BPF_PROG_TYPE_STRUCT_OPS && !is_operation(bpf, prog))
			bpf_program__set_autoload(prog, false);
}

static int open_object(struct policy *policy)
{
	struct policy_bpf *bpf = policy->bpf;
	char *path = object_path(policy->name);
	int ret = KILN_OK;

	bpflog_start();
	bpf->obj = bpf_object__open_file(path, NULL);
	if (!bpf->obj) {
		ret = failed("policy %s: %s cannot be read: %s: build it again with 'make'",
			     policy->name, path, strerror(errno));
		bpflog_show();
	} else {
		bpf->ops = find_ops(bpf->obj);
		if (!bpf->ops)
			ret = failed(
				"policy %s: %s holds no scheduler: end it with KILN_POLICY(...)",
				policy->name, path);
		else
			leave_out_unused(bpf);
	}
	free(path);
	return ret;
}

/**
 * policy_open - read a policy; needs no privilege
 * @policy: out; to be closed by policy_close(), also after an error
 * @name: its name; policy_exists()
 *
 * Returns KILN_OK, or KILN_FAILED after saying what is wrong.
 */
int policy_open(struct policy *policy, const char *name)
{
	int ret;

	*policy = (struct policy){ .name = format("%s", name), .summary = format("%s", "") };
	if (!strcmp(name, OWN_SCHEDULER)) {
		free(policy->summary);
		policy->summary = format("the kernel's own scheduler, EEVDF");
		return KILN_OK;
	}
	policy->bpf = zalloc(1, sizeof(*policy->bpf));
	ret = open_object(policy);
	if (ret)
		return ret;
	objvar_each(policy->bpf->obj, take_variable, policy);
	if (policy->knobs)
		qsort(policy->knob, policy->knobs, sizeof(*policy->knob), by_knob_name);
	return KILN_OK;
}

struct setter {
	const struct knob *knob;
	uint64_t value;
	bool fits;
};

static void set_variable(const struct objvar *var, void *arg)
{
	struct setter *setter = arg;

	if (is_knob(var) && !strcmp(to_knob(var).name, setter->knob->name))
		setter->fits = objvar_write(var, setter->value);
}

/**
 * policy_set - set a policy's knobs, before it is attached
 * @policy: the policy
 * @settings: what the person wants; other knobs get their standard value
 * @unit_ns: how long a unit is
 *
 * Returns KILN_OK, or KILN_USAGE after saying what is wrong.
 */
int policy_set(struct policy *policy, struct settings *settings, unsigned long long unit_ns)
{
	for (size_t i = 0; i < policy->knobs; i++) {
		struct setter setter = { .knob = &policy->knob[i] };
		int ret = knob_value(setter.knob, settings, unit_ns, &setter.value);

		if (ret)
			return ret;
		objvar_each(policy->bpf->obj, set_variable, &setter);
		if (!setter.fits)
			return misused("--set %s: the value is too large", setter.knob->name);
	}
	return KILN_OK;
}

struct assignment {
	const char *name;
	uint64_t value;
};

static void assign(const struct objvar *var, void *arg)
{
	const struct assignment *to = arg;

	if (!strcmp(var->name, to->name) && var->is_number)
		objvar_write(var, to->value);
}

/**
 * policy_zero - tell an attached policy when the jobs' clock begins
 * @policy: the policy
 * @zero_ns: CLOCK_MONOTONIC
 *
 * What it does at intervals then falls on whole units.
 */
void policy_zero(struct policy *policy, uint64_t zero_ns)
{
	struct assignment zero = { "kiln_zero_ns", zero_ns };

	if (policy->bpf)
		objvar_each(policy->bpf->obj, assign, &zero);
}

/**
 * policy_govern_all - let a policy govern every task, not only class SCHED_EXT
 * @policy: the policy, not yet attached; not the kernel's own
 *
 * Real-time and deadline tasks are the kernel's own as ever. Returns KILN_OK, or
 * KILN_FAILED after saying what is wrong.
 */
int policy_govern_all(struct policy *policy)
{
	struct assignment all = { "_governs_all", 1 };
	struct policy_bpf *bpf = policy->bpf;

	if (!objvar_clear_flags(bpf->obj, bpf->ops, "sched_ext_ops", "flags",
				SCX_OPS_SWITCH_PARTIAL))
		return failed("policy %s: it holds no flags: end it with KILN_POLICY(...)",
			      policy->name);
	objvar_each(bpf->obj, assign, &all);
	return KILN_OK;
}

static int refused(const struct policy *policy, const char *what, int error)
{
	int ret;

	if (error == EBUSY)
		ret = failed(
			"policy %s: another BPF scheduler is loaded: stop the program that loaded it, or restart the VM",
			policy->name);
	else if (error == EPERM || error == EACCES)
		ret = failed("policy %s: the kernel does not let us %s it: %s: run this as root",
			     policy->name, what, strerror(error));
	else
		ret = failed(
			"policy %s: the kernel does not %s it: %s: the log below says why; is the policy built for this kernel?",
			policy->name, what, strerror(error));
	bpflog_show();
	return ret;
}

/**
 * policy_attach - make a policy the scheduler of all tasks of class SCHED_EXT
 * @policy: the policy; for the kernel's own there is nothing to do
 *
 * Needs CAP_SYS_ADMIN. Returns KILN_OK, or KILN_FAILED after saying why not.
 */
int policy_attach(struct policy *policy)
{
	struct policy_bpf *bpf = policy->bpf;

	if (!bpf)
		return KILN_OK;
	bpflog_start();
	if (bpf_object__load(bpf->obj))
		return refused(policy, "load", errno);
	bpf->link = bpf_map__attach_struct_ops(bpf->ops);
	if (!bpf->link)
		return refused(policy, "attach", errno);
	return KILN_OK;
}

/**
 * policy_ejected - has the kernel thrown the policy out? If so, why
 * @policy: an attached policy
 *
 * Returns NULL as long as it is in force. The text is good until the next call.
 */
const char *policy_ejected(const struct policy *policy)
{
	static char text[1024];
	const struct objvar *info = policy->bpf ? &policy->bpf->exit_info : NULL;
	const char *reason, *message;

	if (!info || !info->map || !policy->bpf->link)
		return NULL;
	if (!objvar_member_number(policy->bpf->obj, info, "kind"))
		return NULL;
	reason = objvar_member_text(policy->bpf->obj, info, "reason");
	message = objvar_member_text(policy->bpf->obj, info, "msg");
	snprintf(text, sizeof(text), "%s%s%s", reason && *reason ? reason : "no reason given",
		 message && *message ? ": " : "", message ? message : "");
	return text;
}

/**
 * policy_unloaded - has somebody asked for it?
 * @policy: a policy that is no longer in force
 */
bool policy_unloaded(const struct policy *policy)
{
	return objvar_member_number(policy->bpf->obj, &policy->bpf->exit_info, "kind") <
	       SCX_EXIT_UNREG_KERN;
}

/* Is this link the one of a scheduler with that name? Maps keep 15 characters. */
static bool holds_policy(int link, const char *ops)
{
	struct bpf_link_info info = {};
	struct bpf_map_info map_info = {};
	__u32 len = sizeof(info), map_len = sizeof(map_info);
	bool found;
	int map;

	if (bpf_link_get_info_by_fd(link, &info, &len) || info.type != BPF_LINK_TYPE_STRUCT_OPS)
		return false;
	map = bpf_map_get_fd_by_id(info.struct_ops.map_id);
	if (map < 0)
		return false;
	found = !bpf_map_get_info_by_fd(map, &map_info, &map_len) &&
		!strncmp(map_info.name, ops, sizeof(map_info.name) - 1);
	close(map);
	return found;
}

/**
 * policy_unload - take a policy out that another process loaded
 * @ops: the name that it gives itself, struct scx_status
 *
 * Returns KILN_OK, or KILN_FAILED after saying what is wrong.
 */
int policy_unload(const char *ops)
{
	__u32 id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		int link = bpf_link_get_fd_by_id(id), ret = -1;

		if (link < 0)
			continue;
		if (holds_policy(link, ops)) {
			ret = bpf_link_detach(link) ?
				      failed("policy %s: it cannot be unloaded: %s: end the program that loaded it",
					     ops, strerror(errno)) :
				      KILN_OK;
			close(link);
			return ret;
		}
		close(link);
	}
	return failed(
		"policy %s: its link is not found: run this as root, or end the program that loaded it",
		ops);
}

/**
 * policy_detach - give the CPUs back to the kernel's own scheduler
 * @policy: the policy, attached or not
 */
void policy_detach(struct policy *policy)
{
	if (!policy->bpf || !policy->bpf->link)
		return;
	bpf_link__destroy(policy->bpf->link);
	policy->bpf->link = NULL;
}

/**
 * policy_close - give everything back
 * @policy: from policy_open()
 */
void policy_close(struct policy *policy)
{
	policy_detach(policy);
	if (policy->bpf)
		bpf_object__close(policy->bpf->obj);
	free(policy->bpf);
	free(policy->knob);
	free(policy->summary);
	free(policy->name);
	*policy = (struct policy){};
}
