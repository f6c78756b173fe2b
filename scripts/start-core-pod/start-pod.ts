import { join } from 'node:path';
import { createPodView } from './pod-view.ts';
import { preparePod } from './prepare-pod.ts';
import { runDaemon } from './run-daemon.ts';

/**
 * Runs the core pod of the folder `conf` under the supervisor `daemon` (a script for this Node) until it ends.
 *
 * @returns the supervisor's exit status
 */
export async function startPod(conf: string, daemon: string): Promise<number> {
	const pod = await preparePod(conf);
	try {
		const view = createPodView(process.stdout, { programs: ['auth-service', 'user-service', 'nginx'], pod });
		for (const note of pod.notes) view.print(note);
		return await runDaemon([daemon, '-n', '-c', join(conf, 'core-pod.conf')], { environment: pod.environment, view });
	} finally {
		pod.remove();
	}
}
