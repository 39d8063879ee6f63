// SPDX-License-Identifier: GPL-2.0
/* A mutant for load.sh: it queues jobs where there is no queue; the kernel notices at once. */
#include "kiln.bpf.h"

void BPF_STRUCT_OPS(nowhere_enqueue, struct task_struct *p, u64 enq_flags)
{
	if (!kiln_runs_at_once(p, enq_flags))
		scx_bpf_dsq_insert(p, 12345, SCX_SLICE_DFL, enq_flags);
}

KILN_POLICY(nowhere, "queues jobs where there is no queue",
	    .enqueue	= (void *)nowhere_enqueue);
