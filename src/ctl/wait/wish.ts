/** What can be waited for. */
export const GOALS = ['ready', 'running', 'stopped', 'completed'] as const;
export type Goal = (typeof GOALS)[number];

/** What `wait` is asked for. */
export interface Wish {
	/** As written: `web`, `group:web`, `group:*`, `all`. */
	readonly names: readonly string[];
	readonly goal: Goal;
	/** `undefined`: as long as it takes. */
	readonly timeoutMs: number | undefined;
}
