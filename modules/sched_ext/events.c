// SPDX-License-Identifier: GPL-2.0
/* A ring of events for each open file. */
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "internal.h"

/* In interrupt context, where waking is allowed. */
static void wake_readers(struct irq_work *work)
{
	struct sched_file *file = container_of(work, struct sched_file, wake);

	wake_up_interruptible(&file->wait);
}

/* May sleep. NULL when there is no memory. */
struct sched_file *events_open(void)
{
	struct sched_file *file = kzalloc_obj(*file, GFP_KERNEL_ACCOUNT);

	if (!file)
		return NULL;
	refcount_set(&file->refs, 1);
	mutex_init(&file->read_lock);
	raw_spin_lock_init(&file->lock);
	init_waitqueue_head(&file->wait);
	init_irq_work(&file->wake, wake_readers);
	return file;
}

/* The file's first job needs a ring. May sleep; -ENOMEM. */
int events_start(struct sched_file *file)
{
	u32 size = roundup_pow_of_two(clamp(kiln_events, 16U, 1U << 20));
	struct kiln_job_event *ring;
	unsigned long flags;

	if (READ_ONCE(file->ring))
		return 0;
	ring = kvmalloc_objs(*ring, size, GFP_KERNEL_ACCOUNT);
	if (!ring)
		return -ENOMEM;

	raw_spin_lock_irqsave(&file->lock, flags);
	if (!file->ring) {
		file->size = size;
		WRITE_ONCE(file->ring, ring);
		ring = NULL;
	}
	raw_spin_unlock_irqrestore(&file->lock, flags);
	kvfree(ring); /* another thread was faster */
	return 0;
}

/* The last user of the open file is gone; jobs may still point to it. */
void events_close(struct sched_file *file)
{
	struct kiln_job_event *ring;
	unsigned long flags;

	raw_spin_lock_irqsave(&file->lock, flags);
	file->closed = true;
	ring = file->ring;
	file->ring = NULL;
	raw_spin_unlock_irqrestore(&file->lock, flags);

	irq_work_sync(&file->wake); /* nobody queues it any more */
	kvfree(ring);
	events_put(file);
}

/* Any context. */
void events_put(struct sched_file *file)
{
	if (refcount_dec_and_test(&file->refs))
		kfree(file);
}

static void put_record(struct sched_file *file, u64 now, u32 job, u32 cpu, u32 kind)
{
	struct kiln_job_event *ev = &file->ring[file->head & (file->size - 1)];

	lockdep_assert_held(&file->lock);
	file->last_ns = max(now, file->last_ns);
	ev->time_ns = file->last_ns;
	ev->job = job;
	ev->cpu = cpu;
	ev->kind = kind;
	file->head++;
}

/* Room for @n more records? */
static bool has_room(struct sched_file *file, u32 n)
{
	return file->size - (file->head - file->tail) >= n;
}

/* Says how many events were lost, once there is room to. */
static void report_lost(struct sched_file *file)
{
	put_record(file, file->lost_ns, file->lost, 0, KILN_JOB_LOST);
	file->lost = 0;
}

/**
 * events_push - append an event, or count it as lost
 * @file:	whose ring; nothing is kept once it was closed
 * @now:	time of the event
 * @job:	which job
 * @cpu:	where
 * @kind:	enum kiln_job_event_kind
 *
 * Under job->lock and perhaps rq->lock, so readers are woken by irq_work, and
 * only when there are some.
 */
void events_push(struct sched_file *file, u64 now, u32 job, u32 cpu, u32 kind)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&file->lock, flags);
	if (!file->closed) {
		if (file->lost && has_room(file, 2))
			report_lost(file);
		if (!file->lost && has_room(file, 1))
			put_record(file, now, job, cpu, kind);
		else if (!file->lost++)
			file->lost_ns = now;
		if (wq_has_sleeper(&file->wait))
			irq_work_queue(&file->wake);
	}
	raw_spin_unlock_irqrestore(&file->lock, flags);
}

bool events_pending(struct sched_file *file)
{
	unsigned long flags;
	bool pending;

	raw_spin_lock_irqsave(&file->lock, flags);
	pending = file->head != file->tail || file->lost;
	raw_spin_unlock_irqrestore(&file->lock, flags);
	return pending;
}

/*
 * Copies what is there and fits. The records from tail on do not change until
 * tail moves, so they are copied without the spinlock.
 */
static ssize_t copy_records(struct sched_file *file, char __user *buf, u32 want)
{
	unsigned long flags;
	u32 done = 0;
	u32 at, n;

	lockdep_assert_held(&file->read_lock);
	while (done < want) {
		raw_spin_lock_irqsave(&file->lock, flags);
		if (file->head == file->tail && file->lost)
			report_lost(file);
		at = file->tail & (file->size - 1);
		n = min3(file->head - file->tail, file->size - at, want - done);
		raw_spin_unlock_irqrestore(&file->lock, flags);
		if (!n)
			break;

		if (copy_to_user(buf + done * sizeof(*file->ring), file->ring + at,
				 n * sizeof(*file->ring)))
			return done ? done * sizeof(*file->ring) : -EFAULT;
		done += n;

		raw_spin_lock_irqsave(&file->lock, flags);
		file->tail += n;
		raw_spin_unlock_irqrestore(&file->lock, flags);
	}
	return done * sizeof(*file->ring);
}

/**
 * events_read - read(2): whole records, oldest first
 * @file:	open, so its ring stays
 * @buf:	where to
 * @len:	how much it holds
 * @nonblock:	-EAGAIN rather than to wait for the first record
 *
 * May sleep. -EINVAL when not even one record fits, -ERESTARTSYS, -EFAULT.
 */
ssize_t events_read(struct sched_file *file, char __user *buf, size_t len, bool nonblock)
{
	u32 want = len / sizeof(*file->ring); /* vfs_read() limits @len */
	ssize_t got;

	if (!want)
		return -EINVAL;
	for (;;) {
		if (mutex_lock_interruptible(&file->read_lock))
			return -ERESTARTSYS;
		got = copy_records(file, buf, want);
		mutex_unlock(&file->read_lock);
		if (got)
			return got;
		if (nonblock)
			return -EAGAIN;
		if (wait_event_interruptible(file->wait, events_pending(file)))
			return -ERESTARTSYS;
	}
}
