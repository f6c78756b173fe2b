/* deep-chain N: N processes, each the child of the one before; the deepest kills the first and stays. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **argument) {
	int left = atoi(argument[1]);
	int first = count > 2 ? atoi(argument[2]) : getpid();
	alarm(60);
	if (left == 0) {
		kill(first, SIGKILL);
	} else if (vfork() == 0) {
		char next[16], leader[16];
		snprintf(next, sizeof next, "%d", left - 1);
		snprintf(leader, sizeof leader, "%d", first);
		execl("/proc/self/exe", argument[0], next, leader, (char *)NULL);
		_exit(1);
	}
	for (;;) pause();
}
