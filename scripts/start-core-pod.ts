/**
 * `npm start`: runs the core pod on this machine, not as PID 1, on loopback and high ports, and shows it come up.
 * Ctrl-C stops it in order; a second one hastens. The exit status is the supervisor's.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './start-core-pod/build-if-stale.ts';
import { startPod } from './start-core-pod/start-pod.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

buildIfStale(root);
process.exitCode = await startPod(join(root, 'conf'), join(root, 'dist/podvisord.js'));
