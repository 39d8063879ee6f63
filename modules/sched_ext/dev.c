// SPDX-License-Identifier: GPL-2.0
/* /dev/kiln/sched: ioctl(2), read(2), poll(2). */
#include <linux/ctype.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "internal.h"

static int dev_open(struct inode *inode, struct file *filp)
{
	filp->private_data = events_open();
	if (!filp->private_data)
		return -ENOMEM;
	return stream_open(inode, filp);
}

static int dev_release(struct inode *inode, struct file *filp)
{
	events_close(filp->private_data);
	return 0;
}

static ssize_t dev_read(struct file *filp, char __user *buf, size_t len, loff_t *pos)
{
	return events_read(filp->private_data, buf, len, filp->f_flags & O_NONBLOCK);
}

static __poll_t dev_poll(struct file *filp, poll_table *table)
{
	struct sched_file *file = filp->private_data;

	poll_wait(filp, &file->wait, table);
	return events_pending(file) ? EPOLLIN | EPOLLRDNORM : 0;
}

/* Not empty, one word of ASCII, and ended within its field. */
static bool good_name(const char name[KILN_JOB_NAME_LEN])
{
	size_t i, len = strnlen(name, KILN_JOB_NAME_LEN);

	if (!len || len == KILN_JOB_NAME_LEN)
		return false;
	for (i = 0; i < len; i++) {
		if (!isascii(name[i]) || !isgraph(name[i]))
			return false;
	}
	return true;
}

/* Times are added up, and the sums must not wrap. */
static bool good_time(u64 ns)
{
	return ns <= KTIME_MAX / 2;
}

static long dev_declare(struct sched_file *file, struct kiln_job __user *arg)
{
	struct kiln_job hints;
	int err;

	if (copy_from_user(&hints, arg, sizeof(hints)))
		return -EFAULT;
	if ((hints.flags & ~KILN_JOB_FLAGS) || hints.tid < 0 || !good_name(hints.name) ||
	    !good_time(hints.burst_ns) || !good_time(hints.deadline_ns) ||
	    !good_time(hints.period_ns))
		return -EINVAL;
	/* A job whose id its owner never learns would be of no use. */
	if (put_user(0, &arg->id))
		return -EFAULT;
	err = job_declare(file, &hints);
	if (err)
		return err;
	return put_user(hints.id, &arg->id);
}

static long dev_stat(struct kiln_job_stat __user *arg)
{
	struct kiln_job_stat stat;
	struct job *job;
	u32 id;

	if (get_user(id, &arg->id))
		return -EFAULT;
	rcu_read_lock();
	job = xa_load(&registry.by_id, id);
	if (job)
		account_stat(job, &stat);
	rcu_read_unlock();
	if (!job)
		return -ENOENT;
	return copy_to_user(arg, &stat, sizeof(stat)) ? -EFAULT : 0;
}

static long dev_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;
	u32 id;

	switch (cmd) {
	case KILN_SCHED_DECLARE:
		return dev_declare(filp->private_data, user);
	case KILN_SCHED_WITHDRAW:
		if (get_user(id, (u32 __user *)user))
			return -EFAULT;
		return job_withdraw(id);
	case KILN_SCHED_STAT:
		return dev_stat(user);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations dev_fops = {
	.owner = THIS_MODULE,
	.open = dev_open,
	.release = dev_release,
	.read = dev_read,
	.poll = dev_poll,
	.unlocked_ioctl = dev_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

/* Open to all: what a caller may do to a task is asked for each. */
static struct miscdevice dev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "kiln_sched",
	.nodename = "kiln/sched",
	.mode = 0666,
	.fops = &dev_fops,
};

int dev_init(void)
{
	return misc_register(&dev);
}

void dev_exit(void)
{
	misc_deregister(&dev);
}
