// SPDX-License-Identifier: GPL-2.0
/*
 * The VM's first process. It does for vng what virtme-init does, a shell script
 * that starts some eighty programs; each takes a while under emulation, and much
 * longer on the debug kernel. Here it is one static program.
 *
 * What vng wants comes as kernel parameters that the kernel does not know and so
 * puts into our environment: virtme_rw_overlay*, virtme_initmount*, virtme_chdir,
 * virtme_console, virtme_stty_con, and virtme.exec, which for its dot is read from
 * /proc/cmdline.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PORTS	   "/dev/virtio-ports"
#define PORTS_WAIT 30 /* seconds */

extern char **environ;

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	FILE *log = fopen("/dev/kmsg", "w");
	va_list args;

	if (!log)
		return;
	va_start(args, format);
	fputs("kiln-init: ", log);
	vfprintf(log, format, args);
	va_end(args);
	fclose(log);
}

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

/* Already there (EBUSY), or nothing that this kernel has (ENOENT, ENODEV), is fine. */
static void mount_at(const char *type, const char *dir, unsigned long flags, const char *data)
{
	mkdir(dir, 0755);
	if (mount(type, dir, type, flags, data) && errno != EBUSY && errno != ENOENT &&
	    errno != ENODEV)
		say("mounting %s on %s: %s\n", type, dir, strerror(errno));
}

/* --- what every Linux system has */

static void mount_system(void)
{
	mount_at("proc", "/proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL);
	mount_at("sysfs", "/sys", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL);
	mount_at("devtmpfs", "/dev", MS_NOSUID, "mode=0755");
	mount_at("tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755");
	mount_at("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "gid=5,mode=620,ptmxmode=666");
	mount_at("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
	mount_at("mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_at("cgroup2", "/sys/fs/cgroup", 0, NULL);
	mount_at("bpf", "/sys/fs/bpf", 0, "mode=0700");
	mount_at("configfs", "/sys/kernel/config", 0, NULL);
	mount_at("debugfs", "/sys/kernel/debug", 0, NULL);
	mount_at("tracefs", "/sys/kernel/tracing", 0, NULL);
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
}

static void start_network(void)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		return;
	if (!ioctl(fd, SIOCGIFFLAGS, &lo)) {
		lo.ifr_flags |= IFF_UP;
		ioctl(fd, SIOCSIFFLAGS, &lo);
	}
	close(fd);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		say("%s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* --- what vng asks for */

/* Changes below @dir go to memory: nobody sees them after this VM. */
static void make_writable(const char *name, const char *dir)
{
	char upper[PATH_MAX], work[PATH_MAX], data[3 * PATH_MAX];

	snprintf(upper, sizeof(upper), "/run/tmp/%s", name);
	mkdir(upper, 0755);
	snprintf(work, sizeof(work), "/run/tmp/%s/work", name);
	mkdir(work, 0755);
	snprintf(upper, sizeof(upper), "/run/tmp/%s/upper", name);
	mkdir(upper, 0755);
	snprintf(data, sizeof(data), "xino=off,lowerdir=%s,upperdir=%s,workdir=%s", dir, upper,
		 work);
	mount_at("overlay", dir, 0, data);
}

/* The folder @dir of the host, which QEMU offers under a tag of almost that name. */
static void mount_shared(const char *name, const char *dir)
{
	char tag[64];

	snprintf(tag, sizeof(tag), "virtme.%s", name + strlen("virtme_"));
	if (mount(tag, dir, "9p", 0, "version=9p2000.L,trans=virtio,access=any"))
		say("mounting %s on %s: %s\n", tag, dir, strerror(errno));
}

/* For each variable NAME=VALUE of the environment whose name begins so. */
static void for_each(const char *prefix, void (*call)(const char *name, const char *value))
{
	for (char **v = environ; *v; v++) {
		const char *value = strchr(*v, '=');
		char name[64];

		if (!value || strncmp(*v, prefix, strlen(prefix)))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(value - *v), *v);
		call(name, value + 1);
	}
}

/* Links @PORTS/NAME to the serial ports of those names, as udev would. */
static void name_ports(void)
{
	DIR *dir = opendir("/sys/class/virtio-ports");
	char path[PATH_MAX], name[256], target[PATH_MAX];
	struct dirent *port;
	FILE *file;

	mkdir(PORTS, 0755);
	while (dir && (port = readdir(dir))) {
		snprintf(path, sizeof(path), "/sys/class/virtio-ports/%s/name", port->d_name);
		file = port->d_name[0] == '.' ? NULL : fopen(path, "r");
		if (!file)
			continue;
		if (fscanf(file, "%255s", name) == 1) {
			snprintf(path, sizeof(path), PORTS "/%s", name);
			snprintf(target, sizeof(target), "/dev/%s", port->d_name);
			symlink(target, path);
		}
		fclose(file);
	}
	if (dir)
		closedir(dir);
}

static int open_port(const char *name, int flags)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), PORTS "/%s", name);
	for (int i = 0; i < PORTS_WAIT * 100; i++) {
		fd = open(path, flags | O_CLOEXEC);
		if (fd >= 0)
			return fd;
		usleep(10000);
		name_ports();
	}
	say("%s: %s\n", path, strerror(errno));
	power_off();
	return -1;
}

static int digit(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? at - digits : -1;
}

static void decode_base64(const char *from, char *to)
{
	unsigned int bits = 0;

	for (int i = 0; digit(from[i]) >= 0; i++) {
		bits = bits << 6 | digit(from[i]);
		if (i % 4)
			*to++ = bits >> (6 - i % 4 * 2);
	}
	*to = '\0';
}

/* The command of virtme.exec=`BASE64`, NULL: none. */
static char *command(void)
{
	static char line[65536];
	FILE *file = fopen("/proc/cmdline", "r");
	size_t len = file ? fread(line, 1, sizeof(line) - 1, file) : 0;
	char *text;

	if (file)
		fclose(file);
	line[len] = '\0';
	text = strstr(line, "virtme.exec=`");
	if (!text)
		return NULL;
	text += strlen("virtme.exec=`");
	decode_base64(text, text);
	return text;
}

/* --- the one thing to run */

/* In the child: a session of its own, with these standard files. */
static void become(int in, int out, int err, char **argv)
{
	setsid();
	ioctl(in, TIOCSCTTY, 0);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(127);
	execv(argv[0], argv);
	say("%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Runs it; meanwhile buries whoever has no parent any more. Its exit status. */
static int run(int in, int out, int err, char **argv)
{
	pid_t pid = fork(), dead;
	int status = 127 << 8;

	if (!pid)
		become(in, out, err, argv);
	while ((dead = wait(&status)) != pid)
		if (dead < 0 && errno != EINTR)
			break;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void run_command(char *text)
{
	char *argv[] = { "/bin/sh", "-c", text, NULL };
	int in = open_port("virtme.stdin", O_RDONLY);
	int out = open_port("virtme.stdout", O_WRONLY);
	int err = open_port("virtme.stderr", O_WRONLY);
	int status = run(in, out, err, argv);
	int ret = open(PORTS "/virtme.ret", O_WRONLY);

	if (ret >= 0)
		dprintf(ret, "%d\n", status);
}

static void run_shell(void)
{
	char *argv[] = { "/bin/bash", NULL };
	const char *console = getenv("virtme_console"), *size = getenv("virtme_stty_con");
	struct winsize window = { 0 };
	struct termios mode;
	char path[PATH_MAX];
	int tty;

	snprintf(path, sizeof(path), "/dev/%s", console ? console : "ttyS0");
	tty = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0) {
		say("%s: %s\n", path, strerror(errno));
		return;
	}
	if (size && sscanf(size, "rows %hu cols %hu", &window.ws_row, &window.ws_col) == 2)
		ioctl(tty, TIOCSWINSZ, &window);
	if (!tcgetattr(tty, &mode)) {
		mode.c_iflag |= IUTF8;
		tcsetattr(tty, TCSANOW, &mode);
	}
	run(tty, tty, tty, argv);
}

/* The kernel found no console to give us: what is opened next must not be 0, 1, 2. */
static void open_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd < 2);
	if (fd > 2)
		close(fd);
}

int main(void)
{
	const char *folder = getenv("virtme_chdir");
	char *text;

	chdir("/");
	mount_system();
	open_standard_files();
	mkdir("/run/tmp", 0755);
	for_each("virtme_rw_overlay", make_writable);
	for_each("virtme_initmount", mount_shared);
	start_network();
	sethostname("kiln", 4);
	if (getenv("nr_open"))
		write_file("/proc/sys/fs/nr_open", getenv("nr_open"));
	if (folder && chdir(folder))
		say("%s: %s\n", folder, strerror(errno));
	setenv("PATH", "/usr/sbin:/usr/bin", 1);
	setenv("HOME", "/root", 1);
	text = command();
	if (text)
		run_command(text);
	else
		run_shell();
	power_off();
}
