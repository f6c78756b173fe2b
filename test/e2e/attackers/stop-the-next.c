/* stop-the-next: sends SIGSTOP to each process that is made after this one, as soon as it may. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
	pid_t next = getpid() + 1;
	alarm(60);
	puts("aiming");
	fflush(stdout);
	for (;;) {
		if (kill(next, SIGSTOP) == 0) next++;
	}
}
