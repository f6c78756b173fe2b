/** A line of a daemon's own log, what differs from run to run masked. */
export interface LogLine {
	readonly level: string;
	readonly message: string;
	/** The process that it is about, where it is about one. */
	readonly process: string | undefined;
}

const LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (CRIT|ERRO|WARN|INFO|DEBG|TRAC|BLAT) (.*)$/;

/** How the lines about one process name it. */
const ABOUT: readonly RegExp[] = [
	/^spawned: '([^']+)' with/,
	/^(?:success|exited|gave up|stopped|ready): (\S+)/,
	/^killing '([^']+)' /,
	/^killing (\S+) \(pid/,
	/^(\S+) \(pid PID\) left processes behind/,
	/^waiting for (\S+) to stop/,
];

/** The lines in supervisord's form; what follows one that is not (a program's output at debug) belongs to it. */
export function parseLog(text: string, dir: string): readonly LogLine[] {
	const lines: { level: string; message: string }[] = [];
	for (const line of text.split('\n')) {
		const [, level, message] = LINE.exec(line) ?? [];
		if (level !== undefined && message !== undefined) lines.push({ level, message });
		// Ours are indented, so that output never looks like a line of the daemon's own.
		else if (lines.length > 0 && line.trim() !== '')
			(lines.at(-1) as { message: string }).message += `\n${line.trim()}`;
	}
	return lines.map(({ level, message }) => {
		const masked = mask(message, dir);
		return { level, message: masked, process: aboutWhom(masked) };
	});
}

function mask(message: string, dir: string): string {
	return (
		message
			.replaceAll(dir, 'HERE')
			.replace(/\bpid \d+/, 'pid PID')
			// supervisord's line does not name the process, and ours does at its end.
			.replace(/^(spawnerr: .*) \([\w:-]+\)$/, '$1')
			.replace(/^killing '([^']+)' \(\d+\)/, "killing '$1' (PID)")
	);
}

function aboutWhom(message: string): string | undefined {
	for (const pattern of ABOUT) {
		const name = pattern.exec(message)?.[1];
		if (name !== undefined) return name;
	}
	return undefined;
}
