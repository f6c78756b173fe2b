/** What the supervisor says on its stdout with `log_format=json`, as far as the view needs it. */
export type PodEvent =
	| { readonly type: 'spawned'; readonly process: string; readonly pid: number }
	| { readonly type: 'ready'; readonly process: string }
	/** `message` is the supervisor's sentence, e.g. `exited: nginx (exit status 1; not expected)`. */
	| { readonly type: 'state'; readonly process: string; readonly state: string; readonly message: string }
	/** These were asked to stop. */
	| { readonly type: 'stopping'; readonly processes: readonly string[] }
	/** Whatever else it says. */
	| { readonly type: 'message'; readonly level: string; readonly text: string };

/** Reads one line. A line that is none of the supervisor's JSON objects is a message as it stands. */
export function parsePodEvent(line: string): PodEvent {
	const record = parseObject(line);
	const { event, process, to, pid, processes } = record ?? {};
	const message = text(record?.['message']) ?? line;
	if (typeof process === 'string') {
		if (event === 'spawned' && typeof pid === 'number') return { type: 'spawned', process, pid };
		if (event === 'ready') return { type: 'ready', process };
		if (event === 'process-state' && typeof to === 'string') return { type: 'state', process, state: to, message };
	}
	if (event === 'stopping' && Array.isArray(processes)) {
		return { type: 'stopping', processes: processes.map(nameOfKey) };
	}
	return { type: 'message', level: text(record?.['level']) ?? 'info', text: message };
}

function parseObject(line: string): LogRecord | undefined {
	if (!line.startsWith('{')) return undefined;
	try {
		return JSON.parse(line);
	} catch {
		// A line of somebody else's that begins with a brace.
		return undefined;
	}
}

interface LogRecord {
	readonly [field: string]: unknown;
	readonly event?: unknown;
	readonly process?: unknown;
	readonly to?: unknown;
	readonly pid?: unknown;
	readonly processes?: unknown;
}

/** The name alone of `group:name`. */
function nameOfKey(key: unknown): string {
	return String(key).replace(/^.*:/, '');
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
