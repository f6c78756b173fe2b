/** A line of `docker logs --timestamps` of a core pod, in any `log_format`. */
export interface PodLine {
	/** When the engine got it, as the engine wrote it: good for `--since`. */
	readonly stamp: string;
	/** The same in milliseconds since 1970. */
	readonly engineMs: number;
	/** When the daemon wrote it: exact to the millisecond, in its own time zone, so good for differences alone. */
	readonly daemonMs: number | undefined;
	/** `podvisord`, or whose line it is; `undefined` where the line does not say. */
	readonly program: string | undefined;
	/** What was said, without time, level and name. */
	readonly message: string;
}

const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.?\d*Z) /;
const NAMED = /^([\w.:-]+) +\| /;
/** supervisord's own: `2026-11-21 09:59:55,577 INFO ready: nginx`. */
const DAEMON = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3}) [A-Z]{4,5} /;

/** Reads one line; `undefined` where it has no time stamp of Docker's. */
export function parsePodLine(line: string): PodLine | undefined {
	const stamp = STAMP.exec(line)?.[1];
	if (stamp === undefined) return undefined;
	const rest = line.slice(stamp.length + 1);
	const engine = { stamp, engineMs: Date.parse(stamp) };
	return { ...engine, ...(readJson(rest) ?? readText(rest)) };
}

type Said = Pick<PodLine, 'daemonMs' | 'program' | 'message'>;

/** `log_format=json`. A program's own JSON line, in another format, has no `program`. */
function readJson(text: string): Said | undefined {
	if (!text.startsWith('{')) return undefined;
	try {
		const { program, time, message } = JSON.parse(text) as Record<string, unknown>;
		if (typeof program !== 'string') return undefined;
		const daemonMs = typeof time === 'string' ? Date.parse(time) : undefined;
		return { program, daemonMs, message: typeof message === 'string' ? message : text };
	} catch {
		// A line of a program that begins with a brace.
		return undefined;
	}
}

/** `log_format=text` (`nginx | …`) and raw. */
function readText(text: string): Said {
	const name = NAMED.exec(text);
	const rest = name === null ? text : text.slice(name[0].length);
	const daemon = DAEMON.exec(rest);
	if (daemon === null) return { program: name?.[1], daemonMs: undefined, message: rest };
	const [all, day, time, ms] = daemon;
	return {
		program: name?.[1] ?? 'podvisord',
		daemonMs: Date.parse(`${day}T${time}.${ms}Z`),
		message: rest.slice(all.length),
	};
}
