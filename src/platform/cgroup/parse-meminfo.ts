/** The host's memory, by /proc/meminfo (proc(5)). */
export interface HostMemory {
	readonly totalBytes: number;
	/** What a new program could have without swapping. */
	readonly availableBytes: number;
}

/** `undefined` where one of them is not there: MemAvailable came with Linux 3.14. */
export function parseMeminfo(text: string): HostMemory | undefined {
	const totalBytes = field(text, 'MemTotal');
	const availableBytes = field(text, 'MemAvailable');
	if (totalBytes === undefined || availableBytes === undefined || totalBytes === 0) return undefined;
	return { totalBytes, availableBytes: Math.min(availableBytes, totalBytes) };
}

function field(text: string, name: string): number | undefined {
	// `kB` there are 1024 bytes.
	const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
	return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
