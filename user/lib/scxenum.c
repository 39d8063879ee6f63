// SPDX-License-Identifier: GPL-2.0
/*
 * sched_ext's constants, such as SCX_SLICE_INF, have other values on other
 * kernels. In a policy each is a variable with __ before its name, and whoever
 * loads the policy gives it the running kernel's value, from the kernel's BTF.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "objvar.h"
#include "scxenum.h"

static bool is_scx_enum(const struct btf *btf, const struct btf_type *type)
{
	return btf_is_any_enum(type) &&
	       !strncmp(btf__name_by_offset(btf, type->name_off), "scx_", 4);
}

/* The value of the enumerator @name in @type. */
static bool value_in(const struct btf *btf, const struct btf_type *type, const char *name,
		     uint64_t *value)
{
	bool wide = btf_is_enum64(type);

	for (int i = 0; i < btf_vlen(type); i++) {
		__u32 at = wide ? btf_enum64(type)[i].name_off : btf_enum(type)[i].name_off;

		if (strcmp(btf__name_by_offset(btf, at), name))
			continue;
		*value = wide ? btf_enum64_value(&btf_enum64(type)[i]) :
				(uint64_t)(int64_t)btf_enum(type)[i].val;
		return true;
	}
	return false;
}

struct kernel {
	const struct btf *btf;
	const struct btf_type *type[64]; /* sched_ext's enums */
	int types;
};

static void fill(const struct objvar *var, void *arg)
{
	struct kernel *kernel = arg;
	uint64_t value;

	if (!var->is_number || strncmp(var->name, "__SCX_", 6))
		return;
	for (int i = 0; i < kernel->types; i++)
		if (value_in(kernel->btf, kernel->type[i], var->name + 2, &value)) {
			objvar_write(var, value);
			return;
		}
}

/**
 * scxenum_fill - give a policy the running kernel's constants
 * @obj: the policy, not yet loaded; what the kernel does not know stays 0
 */
void scxenum_fill(struct bpf_object *obj)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct kernel kernel = { .btf = btf };

	for (__u32 id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (is_scx_enum(btf, type) && kernel.types < 64)
			kernel.type[kernel.types++] = type;
	}
	objvar_each(obj, fill, &kernel);
	btf__free(btf);
}
