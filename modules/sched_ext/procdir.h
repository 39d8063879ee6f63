/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /proc/kiln: made by the first of kiln's modules, removed by the last.
 *
 * The modules share it without depending on each other. procfs does not let a
 * module ask whether a folder is there (making it twice is a WARN), so this
 * looks for itself, in a mount of its own that no namespace can hide; and all
 * modules take one lock that each of them can name.
 */
#ifndef _KILN_PROCDIR_H
#define _KILN_PROCDIR_H

#include <linux/device.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/platform_device.h>
#include <linux/proc_fs.h>
#include <linux/string.h>

#define KILN_PROCDIR "kiln"

struct kiln_procdir_ctx {
	struct dir_context ctx;
	int entries;
};

static bool kiln_procdir_count(struct dir_context *ctx, const char *name, int len, loff_t pos,
			       u64 ino, unsigned int type)
{
	if (name[0] != '.')
		container_of(ctx, struct kiln_procdir_ctx, ctx)->entries++;
	return true;
}

/* Files in the folder: -ENOENT without one, other errors as they come. */
static int kiln_procdir_entries(void)
{
	struct kiln_procdir_ctx count = { .ctx.actor = kiln_procdir_count };
	struct file_system_type *type;
	struct vfsmount *mnt;
	struct path root;
	struct file *dir;
	int err;

	type = get_fs_type("proc");
	if (!type)
		return -ENODEV;
	mnt = kern_mount(type);
	module_put(type->owner);
	if (IS_ERR(mnt))
		return PTR_ERR(mnt);

	root.mnt = mnt;
	root.dentry = mnt->mnt_root;
	dir = file_open_root(&root, KILN_PROCDIR, O_RDONLY | O_DIRECTORY, 0);
	if (IS_ERR(dir)) {
		err = PTR_ERR(dir);
	} else {
		err = iterate_dir(dir, &count.ctx);
		__fput_sync(dir); /* before the mount goes */
	}
	kern_unmount(mnt);
	return err ?: count.entries;
}

/**
 * kiln_procdir_lock - before a module makes or removes its file "kiln/NAME"
 *
 * The folder is there when this returns 0. Whatever it returns,
 * kiln_procdir_unlock() must follow. May sleep.
 */
static int kiln_procdir_lock(void)
{
	int n;

	device_lock(&platform_bus);
	n = kiln_procdir_entries();
	if (n == -ENOENT)
		n = proc_mkdir(KILN_PROCDIR, NULL) ? 0 : -ENOMEM;
	return n < 0 ? n : 0;
}

/* The folder goes with the last file in it. */
static void kiln_procdir_unlock(void)
{
	if (kiln_procdir_entries() == 0)
		remove_proc_entry(KILN_PROCDIR, NULL);
	device_unlock(&platform_bus);
}

#endif /* _KILN_PROCDIR_H */
