declare module 'pidusage' {
	interface Usage {
		/** Resident bytes. */
		readonly memory: number;
		/** User and system time so far, in milliseconds. */
		readonly ctime: number;
	}

	interface Pidusage {
		/** Pids that are gone are left out, or `null`. */
		(pids: number[]): Promise<Readonly<Record<string, Usage | null | undefined>>>;
		clear(): void;
	}

	const pidusage: Pidusage;
	export = pidusage;
}
