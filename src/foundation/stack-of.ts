/** Of what was thrown, whatever it is: where a bug of ours is, for the log. */
export function stackOf(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
