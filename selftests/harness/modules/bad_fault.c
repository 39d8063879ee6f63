// SPDX-License-Identifier: GPL-2.0
/*
 * A device that works until something fails in its open or read, a slab object, a
 * page or the copy to the user; then it does what the parameter `wrong` says. A
 * run with faults must report each.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *wrong = "";
module_param(wrong, charp, 0);
MODULE_PARM_DESC(wrong, "leak, oops, busy, restart, or a wrong errno: slab, page, copy");

static bool busy;

static bool does(const char *what)
{
	return !strcmp(wrong, what);
}

/* The error that a failed @what is told as. */
static int error(const char *what, int err)
{
	return does(what) ? -EINVAL : err;
}

static int bad_open(struct inode *inode, struct file *file)
{
	unsigned long page;
	u8 *object;

	if (busy)
		return -EBUSY;
	object = kmalloc(100, GFP_KERNEL);
	if (!object) {
		busy = does("busy");
		if (does("oops"))
			WRITE_ONCE(*object, 1);
		if (does("restart"))
			return -ERESTARTSYS;
		return error("slab", -ENOMEM);
	}
	page = __get_free_page(GFP_KERNEL);
	if (page)
		free_page(page);
	if (page || !does("leak"))
		kfree(object);
	return page ? 0 : error("page", -ENOMEM);
}

static ssize_t bad_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	return simple_read_from_buffer(buf, len, pos, "x", 1) < 0 ? error("copy", -EFAULT) : 0;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = bad_open,
	.read = bad_read,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "bad_fault",
	.fops = &fops,
};

module_misc_device(device);
MODULE_DESCRIPTION("Does not stand a failed allocation, to test the harness");
MODULE_LICENSE("GPL");
