/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* What a policy's BPF program and its model compute alike. */
#ifndef _UAPI_KILN_POLICY_H
#define _UAPI_KILN_POLICY_H

#ifndef __VMLINUX_H__ /* BPF programs have these types already */
#include <linux/types.h>
#endif

/* lottery, stride: what a job has that says nothing. */
#define KILN_TICKETS 100

/**
 * kiln_lottery_seed - where a series of draws begins
 * @seed: any number; near ones give series that have nothing in common
 *
 * The finalizer of MurmurHash3 (Appleby); its result is never 0.
 */
static inline __u64 kiln_lottery_seed(__u64 seed)
{
	seed = (seed ^ seed >> 33) * 0xff51afd7ed558ccdULL;
	seed = (seed ^ seed >> 33) * 0xc4ceb9fe1a85ec53ULL;
	seed ^= seed >> 33;
	return seed ? seed : 1;
}

/**
 * kiln_lottery_draw - the next draw
 * @state: from kiln_lottery_seed()
 *
 * xorshift64* (Vigna, 2016): 32 bits that are equally likely.
 */
static inline __u32 kiln_lottery_draw(__u64 *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dULL >> 32;
}

/**
 * kiln_stride - how far a pass advances
 * @ns: CPU time that the job has had
 * @tickets: of the job, 0 when it says nothing
 */
static inline __u64 kiln_stride(__u64 ns, __u64 tickets)
{
	return ns * 1024 / (tickets ? tickets : KILN_TICKETS);
}

/**
 * kiln_average - exponential average: what the next burst will be like
 * @last: the burst that has just ended
 * @before: what had been predicted
 * @alpha: weight of @last, in percent; 100 at most counts
 */
static inline __u64 kiln_average(__u64 last, __u64 before, __u64 alpha)
{
	if (alpha > 100)
		alpha = 100;
	return (alpha * last + (100 - alpha) * before) / 100;
}

/**
 * kiln_share_is_due - is it the foreground's turn?
 * @foreground: turns that it has had
 * @background: turns that the others have had
 * @share: of the foreground, in percent; 100 at most counts
 */
static inline _Bool kiln_share_is_due(__u64 foreground, __u64 background, __u64 share)
{
	if (share > 100)
		share = 100;
	return foreground * (100 - share) <= background * share;
}

/**
 * kiln_weight - the weight of a nice value, 1024 for 0
 * @nice: from -20 to 19
 *
 * Each step is a factor of 1.25, as in the kernel's own scheduler: one nicer, about
 * 10 % of the CPU less beside another job.
 */
static inline __u64 kiln_weight(int nice)
{
	__u64 weight = 1024ULL << 20;

	for (; nice < 0 && nice >= -20; nice++)
		weight = weight * 5 / 4;
	for (; nice > 0 && nice <= 19; nice--)
		weight = weight * 4 / 5;
	return weight >> 20;
}

/* edf: the density that one CPU can bear. */
#define KILN_FULL_LOAD 1000000ULL

/**
 * kiln_density - what part of a CPU a job needs, in millionths
 * @burst: CPU time that it needs in each release
 * @deadline: after the release; 0: it has none, and needs nothing for sure
 * @period: between two releases; 0: there is one only
 */
static inline __u64 kiln_density(__u64 burst, __u64 deadline, __u64 period)
{
	__u64 within = period && period < deadline ? period : deadline;

	return within >> 10 ? (burst >> 10) * KILN_FULL_LOAD / (within >> 10) : 0;
}

/*
 * eevdf: virtual time is in sixteenths of a nanosecond, and two that differ by less than
 * one are the same: the divisions lose so much.
 */
#define KILN_VIRTUAL_HAIR 16
#define KILN_VIRTUAL_ZERO (1ULL << 50) /* where it begins: who is behind is not below 0 */

/**
 * kiln_virtual - CPU time as virtual time
 * @ns: CPU time
 * @weight: of who had it, or of all when it is the time of them all; not 0
 */
static inline __u64 kiln_virtual(__u64 ns, __u64 weight)
{
	return (ns << 14) / weight;
}

/**
 * kiln_request_left - CPU time that is left of a request, 0 when it is used up
 * @vruntime: of the job
 * @deadline: the request's; no more than hours later
 * @weight: of the job
 *
 * Less than a microsecond is what the divisions left over.
 */
static inline __u64 kiln_request_left(__u64 vruntime, __u64 deadline, __u64 weight)
{
	__u64 left = deadline > vruntime ? ((deadline - vruntime) * weight + (1 << 14) - 1) >> 14 :
					   0;

	return left < 1000 ? 0 : left;
}

/**
 * kiln_bounded_lead - a virtual runtime that is not too far ahead
 * @vruntime: of a job whose request is used up
 * @virtual_time: of all
 * @request: of the job, as virtual time
 *
 * On one CPU none is a request ahead. Where weights ask for more than a CPU can give the
 * light ones get ahead for ever, and whoever came then would starve them.
 */
static inline __u64 kiln_bounded_lead(__u64 vruntime, __u64 virtual_time, __u64 request)
{
	__u64 most = virtual_time + 2 * request;

	return vruntime > most ? most : vruntime;
}

/**
 * kiln_lag_moves - how far the time of all moves when one leaves, back when it joins
 * @lag: of the one, virtual time
 * @weight: likewise
 * @others: the weight of the others
 *
 * So the lags of all that are there add up to 0, as before.
 */
static inline __s64 kiln_lag_moves(__s64 lag, __u64 weight, __u64 others)
{
	__u64 size = lag < 0 ? -lag : lag;
	__u64 by = others ? size * weight / others : 0;

	return lag < 0 ? -(__s64)by : (__s64)by;
}

#endif /* _UAPI_KILN_POLICY_H */
