// SPDX-License-Identifier: GPL-2.0
/* A mutant for load.sh: who joins the ready queue is lost; the kernel notices after a while. */
#include "kiln.bpf.h"

void BPF_STRUCT_OPS(loses_enqueue, struct task_struct *p, u64 enq_flags)
{
	kiln_runs_at_once(p, enq_flags);
}

KILN_POLICY(loses, "loses whoever wants a CPU",
	    .enqueue	= (void *)loses_enqueue,
	    .timeout_ms	= 3000);
