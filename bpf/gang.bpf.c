// SPDX-License-Identifier: GPL-2.0
/*
 * Gang scheduling (Ousterhout, 1982): gangs take turns of a quantum, and in its turn a
 * gang has a CPU for each of its ready members, at the same time. CPUs that are left over
 * go to the next gangs in the row that fit as a whole; one for which not even all CPUs are
 * enough has them all. A gang waits until its last member has come.
 *
 * Jobs of no gang are one more in the row. It need not be whole, so it also has what the
 * others leave.
 */
#include "turns.bpf.h"

const volatile __u64 quantum_ns = KILN_RR_QUANTUM * KILN_UNIT_NS;

#define GANGS 32 /* at a time; members of any more are jobs of no gang */

/* Any CPU counts its members and gives it its first place; choose() does the rest. */
struct gang {
	u64 known;  /* its number << 32, and how many members the policy knows */
	u32 coming; /* members that have not arrived */
	u32 ready;  /* members that run, or could */
	u64 place;  /* in the row: the smallest is next */
	bool on_turn;
};

enum gang_state {
	AWAY,
	COMING,
	READY
};

struct gang_task {
	u64 seen_ns;
	u32 gang; /* index, 0: of none */
	enum gang_state state;
};

KILN_TASKS(struct gang_task);

static struct gang gangs[GANGS]; /* the first are the jobs of none */
static u64 turn_ends;
static u64 places;
static u32 cpus; /* that jobs may use */

/* The bounds stay where the verifier sees them. */
static struct gang *gang_at(u32 i)
{
	barrier_var(i);
	return &gangs[i % GANGS];
}

static u64 last_place(void)
{
	return __sync_add_and_fetch(&places, 1);
}

/* One member more of the gang with that number; 0 when there is none. */
static u32 join_known(u32 number)
{
	u32 i, found = 0;

	bpf_for(i, 1, GANGS) {
		u64 known = gang_at(i)->known;

		if ((u32)known && known >> 32 == number &&
		    __sync_bool_compare_and_swap(&gang_at(i)->known, known, known + 1)) {
			found = i;
			break;
		}
	}
	return found;
}

/* The same, but in the first place that is free. */
static u32 join_new(u32 number)
{
	u32 i, found = 0;

	bpf_for(i, 1, GANGS) {
		u64 known = gang_at(i)->known;

		if ((u32)known)
			continue;
		if (__sync_bool_compare_and_swap(&gang_at(i)->known, known, (u64)number << 32 | 1))
			found = i;
		break; /* or another CPU was faster, perhaps with the same gang */
	}
	return found;
}

static u32 join_gang(u32 number)
{
	u32 tries, found = 0;

	if (!number)
		return 0;
	bpf_for(tries, 0, GANGS) {
		found = join_known(number) ?: join_new(number);
		if (found)
			break;
	}
	return found;
}

static void leave_gang(u32 gang)
{
	if (gang)
		__sync_fetch_and_sub(&gang_at(gang)->known, 1);
}

/* @t, one of the gang with that number, is as @state says from now on. */
static void enter(struct gang_task *t, u32 number, enum gang_state state)
{
	struct gang *gang = gang_at(t->gang);
	bool is_last = false, is_first;
	u32 was;

	if (t->state == COMING)
		is_last = !__sync_sub_and_fetch(&gang->coming, 1);
	if (t->state == READY && !__sync_sub_and_fetch(&gang->ready, 1))
		gang->on_turn = false;
	was = t->gang;
	t->gang = join_gang(number); /* before it leaves, or the gang might be forgotten */
	leave_gang(was);
	if (state == COMING && !t->gang)
		state = AWAY;
	t->state = state;
	gang = gang_at(t->gang);
	if (state == COMING)
		__sync_fetch_and_add(&gang->coming, 1);
	if (state != READY)
		return;
	is_first = !__sync_fetch_and_add(&gang->ready, 1);
	if (is_first || is_last)
		gang->place = last_place();
}

static void change(struct task_struct *p, enum gang_state state)
{
	u32 number = kiln_hint(p, KILN_HINT_GANG);
	struct gang_task *t = task_of(p);

	if (!t)
		return;
	if (state == AWAY && number && !kiln_hint(p, KILN_HINT_ARRIVAL))
		state = COMING;
	enter(t, number, state);
	if (!_governs_all && kiln_hint(p, KILN_HINT_JOB))
		cpus = p->nr_cpus_allowed;
}

static u32 used_cpus(void)
{
	u32 i, used = 0;

	bpf_for(i, 0, GANGS)
		if (gang_at(i)->on_turn)
			used += gang_at(i)->ready;
	return used < cpus ? used : cpus;
}

/* The first in the row that has a turn, or has none and for which there are so many CPUs. */
static u32 first_gang(bool on_turn, u32 room)
{
	u64 place = KILN_NONE;
	u32 i, first = GANGS;

	bpf_for(i, 0, GANGS) {
		const struct gang *gang = gang_at(i);

		if (!gang->ready || gang->coming || gang->on_turn != on_turn ||
		    (i && gang->ready > room))
			continue;
		if (gang->place < place) {
			place = gang->place + unknown_zero;
			first = i;
		}
	}
	return first;
}

/* Who had it goes to the end of the row. */
static void end_turn(void)
{
	u32 i, gang;

	bpf_for(i, 0, GANGS) {
		gang = first_gang(true, -1);
		if (gang >= GANGS)
			break;
		gang_at(gang)->on_turn = false;
		gang_at(gang)->place = last_place();
	}
	bpf_for(i, 0, GANGS)
		gang_at(i)->on_turn = false; /* of those, too, that none is ready of */
}

/* Has anybody a turn now who had none before? */
static bool choose(void)
{
	u64 now = bpf_ktime_get_ns();
	u32 i, next, used = used_cpus();
	bool chosen = false;

	if (!used || now + grace_us * 1000 >= turn_ends) {
		end_turn();
		/* One that is a tick late does not make all that follow late. */
		turn_ends =
			(used && now < turn_ends + quantum_ns / 2 ? turn_ends : now) + quantum_ns;
		used = 0;
	}
	bpf_for(i, 0, GANGS) {
		next = used < cpus ? first_gang(false, used ? cpus - used : -1) : GANGS;
		if (next >= GANGS)
			break;
		gang_at(next)->on_turn = true;
		used += gang_at(next)->ready;
		chosen = true;
	}
	return chosen;
}

static volatile u32 is_choosing, is_asked; /* or clang makes flags of them */

/* One CPU chooses at a time; what others ask for meanwhile it does, too. */
static bool give_turns(void)
{
	bool given = false;
	u32 i;

	is_asked = 1;
	bpf_for(i, 0, GANGS) {
		if (!is_asked || __sync_lock_test_and_set(&is_choosing, 1))
			break;
		is_asked = 0;
		given |= choose();
		__sync_lock_test_and_set(&is_choosing, 0);
	}
	return given;
}

/* Whose turn it is, but for the jobs of none: they run where nobody else does. */
static bool has_turn(struct task_struct *p)
{
	struct gang_task *t = task_of(p);

	return t && t->gang && gang_at(t->gang)->on_turn;
}

/*
 * Whoever has a turn now takes the CPUs of those that have none any more. Any other CPU
 * that idles, or is about to, looks again; but for @self, which does so anyway.
 */
static void gather(s32 self)
{
	s32 cpu, nr_cpus = scx_bpf_nr_cpu_ids();

	bpf_for(cpu, 0, nr_cpus) {
		struct task_struct *curr = __COMPAT_scx_bpf_cpu_curr(cpu);

		if (!curr || cpu == self)
			continue;
		if (kiln_governs(curr) && !has_turn(curr) && !kiln_is_ending(curr))
			scx_bpf_kick_cpu(cpu, SCX_KICK_PREEMPT);
		else
			scx_bpf_kick_cpu(cpu, SCX_KICK_IDLE);
	}
}

static u64 turn_left(void)
{
	u64 now = bpf_ktime_get_ns();

	return (turn_ends > now ? turn_ends - now : 0) + grace_us * 1000;
}

/* The first ready one whose turn it is; rather one that was on this CPU. */
static bool run_member(s32 cpu, bool was_here)
{
	struct task_struct *p;
	bool moved = false;

	bpf_for_each(scx_dsq, p, KILN_READY, 0) {
		if (has_turn(p) && kiln_may_use(cpu, p) &&
		    (!was_here || scx_bpf_task_cpu(p) == cpu)) {
			moved = scx_bpf_dsq_move(BPF_FOR_EACH_ITER, p, SCX_DSQ_LOCAL, 0);
			break;
		}
	}
	return moved;
}

static bool run_other(s32 cpu)
{
	struct task_struct *p;
	bool moved = false;

	bpf_for_each(scx_dsq, p, KILN_READY, 0) {
		struct gang_task *t = task_of(p);

		if (t && !t->gang && kiln_may_use(cpu, p)) {
			moved = scx_bpf_dsq_move(BPF_FOR_EACH_ITER, p, SCX_DSQ_LOCAL, 0);
			break;
		}
	}
	return moved;
}

void BPF_STRUCT_OPS(gang_runnable, struct task_struct *p, u64 enq_flags)
{
	change(p, READY);
}

void BPF_STRUCT_OPS(gang_quiescent, struct task_struct *p, u64 deq_flags)
{
	change(p, AWAY);
}

void BPF_STRUCT_OPS(gang_enqueue, struct task_struct *p, u64 enq_flags)
{
	if (kiln_runs_at_once(p, enq_flags))
		return;
	scx_bpf_dsq_insert(p, KILN_READY, quantum_ns, enq_flags);
	if (give_turns())
		gather(-1);
	kiln_tell_idle_cpu(p);
}

void BPF_STRUCT_OPS(gang_dispatch, s32 cpu, struct task_struct *prev)
{
	struct gang_task *t = task_of_prev(prev);

	if (give_turns())
		gather(cpu);
	if (t && (has_turn(prev) || kiln_is_ending(prev)))
		scx_bpf_task_set_slice(prev, turn_left());
	else if (!run_member(cpu, true) && !run_member(cpu, false) && !run_other(cpu) && t &&
		 !t->gang)
		scx_bpf_task_set_slice(prev, turn_left());
}

/* One that other classes interrupted may come back in another gang's turn. */
void BPF_STRUCT_OPS(gang_running, struct task_struct *p)
{
	struct gang_task *t = task_of(p);
	bool may = t && (!t->gang || has_turn(p) || kiln_is_ending(p));

	scx_bpf_task_set_slice(p, may ? turn_left() : 0);
}

void BPF_STRUCT_OPS(gang_cpu_online, s32 cpu)
{
	__sync_fetch_and_add(&cpus, 1);
}

void BPF_STRUCT_OPS(gang_cpu_offline, s32 cpu)
{
	__sync_fetch_and_sub(&cpus, 1);
}

void BPF_STRUCT_OPS(gang_exit_task, struct task_struct *p, struct scx_exit_task_args *args)
{
	struct gang_task *t = task_of(p);

	if (t)
		enter(t, 0, AWAY);
}

s32 BPF_STRUCT_OPS_SLEEPABLE(gang_init)
{
	const struct cpumask *online = scx_bpf_get_online_cpumask();

	cpus = bpf_cpumask_weight(online);
	scx_bpf_put_cpumask(online);
	return scx_bpf_create_dsq(KILN_READY, -1);
}

/* A CPU idles rather than run half a gang: who wants to go on has to ask. */
KILN_POLICY(gang, "the whole gang at once, by turns",
	    .flags	= SCX_OPS_SWITCH_PARTIAL | SCX_OPS_ENQ_LAST,
	    .enqueue	= (void *)gang_enqueue,
	    .dispatch	= (void *)gang_dispatch,
	    .running	= (void *)gang_running,
	    .runnable	= (void *)gang_runnable,
	    .quiescent	= (void *)gang_quiescent,
	    .cpu_online	= (void *)gang_cpu_online,
	    .cpu_offline = (void *)gang_cpu_offline,
	    .init	= (void *)gang_init,
	    .init_task	= (void *)kiln_init_task,
	    .exit_task	= (void *)gang_exit_task);
