import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPod } from '../peer.ts';

/**
 * A folder of services as runit, s6 and daemontools have them: NAME/run, and NAME/log/run where there are logs.
 * @param logger the last line of the script of a logger that writes to the folder
 */
export function writeServices(pod: BenchPod, logger: (folder: string) => string): string {
	const services = join(pod.directory, 'services');
	for (const { name, argv } of pod.programs) {
		const folder = join(services, name);
		mkdirSync(folder, { recursive: true });
		const output = pod.logs === 'none' ? ' >/dev/null 2>&1' : ' 2>&1';
		writeScript(join(folder, 'run'), `#!/bin/sh\nexec ${argv.join(' ')}${output}\n`);
		if (pod.logs === 'none') continue;
		const log = join(pod.directory, 'logs', name);
		mkdirSync(log, { recursive: true });
		mkdirSync(join(folder, 'log'));
		writeScript(join(folder, 'log', 'run'), `#!/bin/sh\n${logger(log)}\n`);
	}
	// runsvdir waits a second where the folder changed in the present one.
	utimesSync(services, new Date(0), new Date(Date.now() - 60_000));
	return services;
}

export function writeScript(path: string, text: string): void {
	writeFileSync(path, text, { mode: 0o755 });
}
