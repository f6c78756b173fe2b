/**
 * `npm start`: runs the core pod on this machine, not as PID 1, on loopback and high ports, and shows it come up.
 * Ctrl-C stops it in order; a second one hastens. The exit status is the supervisor's.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './start-core-pod/build-if-stale.ts';
import { createPodView } from './start-core-pod/pod-view.ts';
import { preparePod } from './start-core-pod/prepare-pod.ts';
import { runDaemon } from './start-core-pod/run-daemon.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

buildIfStale(root);
const pod = await preparePod(join(root, 'conf'));
try {
	const view = createPodView(process.stdout, { programs: ['auth-service', 'user-service', 'nginx'], pod });
	for (const note of pod.notes) view.print(note);
	const daemon = [join(root, 'dist/podvisord.js'), '-n', '-c', join(root, 'conf/core-pod.conf')];
	process.exitCode = await runDaemon(daemon, { environment: pod.environment, view });
	view.close();
} finally {
	pod.remove();
}
