/* Makes COUNT orphans by double fork, as fast as it can, once a byte comes through the fifo GO; tells when the last one
 * was forked by a record (stamp.c) in the fifo TOLD, then sleeps. Usage: fork-storm GO TOLD COUNT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *fifo, const char *what) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	char record[65];
	long long ns = now.tv_sec * 1000000000LL + now.tv_nsec;
	snprintf(record, sizeof record, "%-31s %10d %20lld\n", what, getpid(), ns);
	int fd = open(fifo, O_RDWR);
	if (fd < 0 || write(fd, record, 64) != 64) exit(1);
	close(fd);
}

int main(int argc, char **argv) {
	char byte;
	if (argc < 4) return 2;
	tell(argv[2], "waiting");
	int go = open(argv[1], O_RDONLY);
	if (go < 0 || read(go, &byte, 1) != 1) return 1;
	for (int left = atoi(argv[3]); left > 0; left--) {
		pid_t pid = vfork();
		if (pid == 0) {
			/* vfork: the grandchild runs first and is over before the child is, so it is a zombie when PID 1 gets it. */
			if (vfork() < 0) _exit(1);
			_exit(0);
		}
		if (pid < 0) return 1;
		waitpid(pid, 0, 0);
	}
	tell(argv[2], "done");
	for (;;) pause();
}
