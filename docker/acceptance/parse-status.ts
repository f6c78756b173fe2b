/** What `podctl status --json` says of one program, as far as it is examined. */
export interface ProgramStatus {
	readonly name: string;
	readonly state: string;
	readonly pid: number;
	readonly ready: boolean;
	readonly why: string;
}

/** Reads what `podctl status --json` printed; `undefined` where it is something else. */
export function parseStatus(text: string): ProgramStatus[] | undefined {
	const answer = parseObject(text);
	const rows = answer?.['result'];
	if (!Array.isArray(rows)) return undefined;
	const programs: ProgramStatus[] = [];
	for (const row of rows as Record<string, unknown>[]) {
		const { name, statename: state, pid, ready, why } = row;
		if (typeof name !== 'string' || typeof state !== 'string' || typeof pid !== 'number') return undefined;
		programs.push({ name, state, pid, ready: ready === true, why: typeof why === 'string' ? why : '' });
	}
	return programs;
}

function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		// Not JSON: a message of the shell or of Docker.
		return undefined;
	}
}
