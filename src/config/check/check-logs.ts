import type { Config, LogTarget, Problem } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { STDERR_OPTIONS, STDOUT_OPTIONS } from '../options/program-options.ts';
import { SUPERVISORD_OPTIONS } from '../options/supervisord-options.ts';
import { quote } from '../quote.ts';
import { advise, sectionOf } from './advise.ts';

/** Logs that cannot be rotated, and files that two streams write and rotate. */
export function checkLogs(config: Config, document: IniDocument): Problem[] {
	const found: Problem[] = [];
	const { daemon } = config;
	if (cannotRotate(daemon.logfile) && daemon.logfileMaxbytes !== 0) {
		found.push(
			adviseRotation(
				document,
				'supervisord',
				SUPERVISORD_OPTIONS.logfile.name,
				SUPERVISORD_OPTIONS.logfileMaxbytes.name,
			),
		);
	}
	const writers = new Map<string, string>();
	for (const process of config.groups.flatMap(({ processes }) => processes)) {
		const section = sectionOf(document, process);
		for (const [name, options] of [
			['stdout', STDOUT_OPTIONS],
			['stderr', STDERR_OPTIONS],
		] as const) {
			const { target, maxbytes } = process[name];
			const key = options.logfile.name;
			if (cannotRotate(target) && maxbytes !== 0) {
				found.push(adviseRotation(document, section, key, options.maxbytes.name));
			}
			if (target.type !== 'file' || target.path.startsWith('/dev/') || maxbytes === 0) continue;
			const writer = `${name} of ${process.group}:${process.name}`;
			const other = writers.get(target.path);
			if (other === undefined) {
				writers.set(target.path, writer);
				continue;
			}
			const message = `${quote(target.path)} is also where ${other} goes, and each rotates it away from the other`;
			const hint = `give each a file (with %(process_num)d where numprocs is above 1), or set redirect_stderr=true`;
			found.push(advise(document, section, key, { message, hint }));
		}
	}
	return found;
}

function cannotRotate({ type }: LogTarget): boolean {
	return type === 'descriptor';
}

function adviseRotation(document: IniDocument, section: string, key: string, maxbytes: string): Problem {
	const message = `goes to a stream, which cannot be rotated, while ${maxbytes} is not 0`;
	return advise(document, section, key, { message, hint: `set ${maxbytes}=0` });
}
