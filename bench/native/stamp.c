/* A program of a pod that tells when it began: writes a record with CLOCK_MONOTONIC to a fifo, then sleeps until it is
 * killed. Static, so that its first instruction comes soon after exec. Usage: stamp FIFO NAME [SECONDS-TO-LIVE] */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (argc < 3) return 2;
	char record[65];
	long long ns = now.tv_sec * 1000000000LL + now.tv_nsec;
	snprintf(record, sizeof record, "%-31.31s %10d %20lld\n", argv[2], getpid(), ns);
	/* O_RDWR never waits for a reader of a fifo; 64 bytes are written whole. */
	int fd = open(argv[1], O_RDWR);
	if (fd < 0 || write(fd, record, 64) != 64) return 1;
	close(fd);
	if (argc > 3) sleep(atoi(argv[3]));
	else for (;;) pause();
	return 0;
}
