/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between the kernels that kiln_sched is built for. */
#ifndef _KILN_SCHED_COMPAT_H
#define _KILN_SCHED_COMPAT_H

#include <linux/slab.h>
#include <linux/version.h>

/* 6.16: the tracepoint sched_process_exit has a second argument. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#define KILN_EXIT_PROTO void *data, struct task_struct *task, bool dead
#else
#define KILN_EXIT_PROTO void *data, struct task_struct *task
#endif

/* 7.0 has allocators that know the type. */
#ifndef kzalloc_obj
#define kzalloc_obj(obj, gfp)	   kzalloc(sizeof(obj), gfp)
#define kvmalloc_objs(obj, n, gfp) kvmalloc_array(n, sizeof(obj), gfp)
#endif

#endif /* _KILN_SCHED_COMPAT_H */
