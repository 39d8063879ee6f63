// SPDX-License-Identifier: GPL-2.0
/*
 * Two queues: foreground jobs (level 1) take turns of a quantum, background jobs (all
 * others) run in the order in which they came. Of a hundred turns the foreground has
 * its share, as long as both queues have jobs; else the one that has any has all.
 *
 * Where it governs every task the background takes turns as well, or all would wait for
 * one that never ends.
 */
#include "turns.bpf.h"

#define BACKGROUND 1 /* a second queue, beside KILN_READY */

const volatile __u64 quantum_ns = KILN_UNIT_NS;
const volatile __u64 share = 80; /* of the foreground, in percent */

struct queued_task {
	struct turn turn;
	u64 came; /* its place among those of the background */
};

KILN_TASKS(struct queued_task);

static u64 foreground_turns, background_turns, comers;

static bool in_foreground(const struct task_struct *p)
{
	return kiln_hint(p, KILN_HINT_LEVEL) == 1;
}

void BPF_STRUCT_OPS(multiqueue_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct queued_task *t = task_of(p);
	u64 slice;

	if (!t || kiln_runs_at_once(p, enq_flags))
		return;
	if ((enq_flags & SCX_ENQ_WAKEUP) || _governs_all)
		t->came = __sync_fetch_and_add(&comers, 1);
	slice = turn_join(p, &t->turn, quantum_ns, enq_flags);
	if (in_foreground(p))
		scx_bpf_dsq_insert(p, KILN_READY, slice, enq_flags);
	else
		scx_bpf_dsq_insert_vtime(p, BACKGROUND, slice, t->came, enq_flags);
	kiln_tell_idle_cpu(p);
}

/* Has that queue a job that may use @cpu? Turns count only where it has. */
static bool has_job(u64 queue, s32 cpu)
{
	struct task_struct *p;
	bool found = false;

	bpf_for_each(scx_dsq, p, queue, 0) {
		found = kiln_may_use(cpu, p);
		if (found)
			break;
	}
	return found;
}

/* Whose turn is it, when both have jobs? */
static bool foreground_is_due(void)
{
	if (kiln_share_is_due(foreground_turns, background_turns, share)) {
		__sync_fetch_and_add(&foreground_turns, 1);
		return true;
	}
	__sync_fetch_and_add(&background_turns, 1);
	return false;
}

void BPF_STRUCT_OPS(multiqueue_dispatch, s32 cpu, struct task_struct *prev)
{
	struct queued_task *t = task_of_prev(prev);
	bool its_fore = t && in_foreground(prev);
	bool fore = its_fore || has_job(KILN_READY, cpu);
	bool back = (t && !its_fore) || has_job(BACKGROUND, cpu);

	if (fore && back)
		fore = foreground_is_due();
	/* Nobody in the background came earlier than the one that runs. */
	if (t && !fore && !its_fore && !_governs_all)
		turn_go_on(prev, &t->turn, quantum_ns);
	else if (!scx_bpf_dsq_move_to_local(fore ? KILN_READY : BACKGROUND, 0) && t)
		turn_go_on(prev, &t->turn, quantum_ns);
}

s32 BPF_STRUCT_OPS_SLEEPABLE(multiqueue_init)
{
	s32 err = scx_bpf_create_dsq(BACKGROUND, -1);

	return err ?: scx_bpf_create_dsq(KILN_READY, -1);
}

KILN_POLICY(multiqueue, "foreground by turns, background in order, a share each",
	    .enqueue	= (void *)multiqueue_enqueue,
	    .dispatch	= (void *)multiqueue_dispatch,
	    .init	= (void *)multiqueue_init,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
