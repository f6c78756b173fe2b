/* Sends SIGNAL to PID and writes how many nanoseconds it took to end, or "late" after so many milliseconds. A process is
 * over when it is a zombie; the init of a PID namespace when nothing in there is left. With signal 0 it is only waited
 * for: what ends it is sent by COMMAND then. Usage: time-to-end PID SIGNAL MILLISECONDS [COMMAND ARG…] */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
	prctl(PR_SET_PDEATHSIG, 9);
	if (argc < 4) return 2;
	struct pollfd end = { syscall(SYS_pidfd_open, atoi(argv[1]), 0), POLLIN, 0 };
	if (end.fd < 0) return perror("pidfd_open"), 1;
	long long began = now();
	int signal = atoi(argv[2]);
	if (signal != 0 && syscall(SYS_pidfd_send_signal, end.fd, signal, 0, 0) != 0) return perror("pidfd_send_signal"), 1;
	if (argc > 4 && vfork() == 0) {
		execvp(argv[4], argv + 4);
		_exit(127);
	}
	if (poll(&end, 1, atoi(argv[3])) == 1) printf("%lld\n", now() - began);
	else puts("late");
	return 0;
}
