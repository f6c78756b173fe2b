/** supervisorctl's exit statuses, which are the LSB's for init scripts: one list for actions, one for `status`. */
export const EXIT_STATUSES = {
	success: 0,
	failed: 1,
	invalidArguments: 2,
	/** The server answers, yet knows no methods `supervisor.*`. */
	noSupervisor: 3,
	/** Nobody listens. */
	refused: 4,
	wrongVersion: 5,
	/** There is no socket, or the program is dead. */
	notRunning: 7,
	/** `status`: one of those asked for is at rest. */
	statusNotRunning: 3,
	/** `status`: one is not known, or the daemon does not answer. */
	statusUnknown: 4,
	/** `health`, as Docker's HEALTHCHECK has it: not well; and where that cannot be told. */
	unhealthy: 1,
	healthUnknown: 2,
} as const;
