/** What the supervisor says on its stdout with `log_format=json`, as far as the view needs it. */
export type PodEvent =
	| {
			readonly type: 'process-state';
			readonly process: string;
			readonly state: string;
			/** `undefined` where the process is not alive. */
			readonly pid: number | undefined;
			/** `undefined` where the line does not tell. */
			readonly ready: boolean | undefined;
			/** The supervisor's own words, e.g. `exited: nginx (exit status 1; not expected)`. */
			readonly message: string | undefined;
	  }
	| { readonly type: 'message'; readonly level: string; readonly text: string };

const ALIVE = ['STARTING', 'RUNNING', 'STOPPING'];

/** Reads one line. What is no JSON object of the supervisor's is a message of its own. */
export function parsePodEvent(line: string): PodEvent {
	const record = parseObject(line);
	if (record === undefined) return { type: 'message', level: 'info', text: line };
	const message = text(record['message']) ?? text(record['msg']);
	const { process, to } = { process: text(record['process']), to: text(record['to']) ?? text(record['state']) };
	if (process !== undefined && to !== undefined) {
		const pid = typeof record['pid'] === 'number' && ALIVE.includes(to) ? record['pid'] : undefined;
		const ready = typeof record['ready'] === 'boolean' ? record['ready'] : undefined;
		return { type: 'process-state', process, state: to, pid, ready, message };
	}
	return { type: 'message', level: levelName(record['level']), text: message ?? line };
}

function parseObject(line: string): Record<string, unknown> | undefined {
	if (!line.startsWith('{')) return undefined;
	try {
		return JSON.parse(line);
	} catch {
		// A program's own line that begins with a brace.
		return undefined;
	}
}

/** pino writes a level as a number unless it is told otherwise. */
function levelName(level: unknown): string {
	if (typeof level === 'number') return level < 30 ? 'debug' : 'info';
	return text(level) ?? 'info';
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
