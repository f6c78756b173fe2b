/** What a process' tree took when it was last measured. */
export interface ProcessMemory {
	/** Which of its spawns it was. */
	readonly generation: number;
	/** Resident bytes of the whole tree. */
	readonly rssBytes: number;
	readonly processes: number;
	/** User and system time of the tree since its spawn; never less than before. */
	readonly cpuSeconds: number;
	/** When it was measured: milliseconds since 1970. */
	readonly wallMs: number;
}
