// SPDX-License-Identifier: GPL-2.0
/*
 * Lottery (Waldspurger and Weihl, 1994): each quantum a ticket is drawn, and the job
 * that holds it runs. In the long run each has its share of the CPU, and none starves:
 * whoever holds a ticket wins some day.
 *
 * The draws follow from the seed, so that one run is like another.
 */
#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_UNIT_NS;
const volatile __u64 seed = 1;

KILN_TASKS(struct turn);

static struct {
	struct bpf_spin_lock lock;
	u64 state;
} draws SEC(".bss.draws"); /* apart and static, so that no program maps it */

static u32 draw(void)
{
	u32 ticket;

	bpf_spin_lock(&draws.lock);
	if (!draws.state)
		draws.state = kiln_lottery_seed(seed);
	ticket = kiln_lottery_draw(&draws.state);
	bpf_spin_unlock(&draws.lock);
	return ticket;
}

/* The tickets of those that are ready for @cpu. */
static u64 count_tickets(s32 cpu)
{
	struct task_struct *p;
	u64 sum = unknown_zero;

	bpf_for_each(scx_dsq, p, KILN_READY, 0)
		if (kiln_may_use(cpu, p))
			sum += kiln_tickets(p);
	return sum;
}

/* Is there one job at most that wants @cpu? */
static bool is_alone(s32 cpu, const struct turn *turn)
{
	struct task_struct *p;
	u64 n = unknown_zero + !!turn;

	bpf_for_each(scx_dsq, p, KILN_READY, 0) {
		if (kiln_may_use(cpu, p) && n++)
			break;
	}
	return n < 2;
}

/* Run the job that holds ticket number @winner; false when somebody else took it. */
static bool run_winner(s32 cpu, u64 winner)
{
	struct task_struct *p;
	bool moved = false;

	bpf_for_each(scx_dsq, p, KILN_READY, 0) {
		if (!kiln_may_use(cpu, p))
			continue;
		if (winner < kiln_tickets(p)) {
			moved = scx_bpf_dsq_move(BPF_FOR_EACH_ITER, p, SCX_DSQ_LOCAL, 0);
			break;
		}
		winner -= kiln_tickets(p);
	}
	return moved;
}

void BPF_STRUCT_OPS(lottery_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct turn *turn = task_of(p);

	if (turn)
		kiln_join(p, turn_join(p, turn, quantum_ns, enq_flags), enq_flags);
}

/* @prev, whose quantum is over, holds the last tickets. No draw is wasted on one. */
void BPF_STRUCT_OPS(lottery_dispatch, s32 cpu, struct task_struct *prev)
{
	struct turn *turn = task_of_prev(prev);
	u64 ready = count_tickets(cpu);
	u64 all = ready + (turn ? kiln_tickets(prev) : 0);
	u64 winner = is_alone(cpu, turn) ? 0 : draw() % all;

	if ((winner < ready || !turn) &&
	    (run_winner(cpu, winner) || scx_bpf_dsq_move_to_local(KILN_READY, 0)))
		return;
	if (turn)
		turn_go_on(prev, turn, quantum_ns);
}

KILN_POLICY(lottery, "proportional share by chance",
	    .enqueue	= (void *)lottery_enqueue,
	    .dispatch	= (void *)lottery_dispatch,
	    .enable	= (void *)kiln_enable,
	    .init_task	= (void *)kiln_init_task);
