/* Writes CLOCK_MONOTONIC to descriptor 3 and becomes a supervisor: the moment of its exec. Usage: launch COMMAND ARG… */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
	if (argc < 2) return 2;
	fcntl(3, F_SETFD, FD_CLOEXEC);
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	dprintf(3, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
