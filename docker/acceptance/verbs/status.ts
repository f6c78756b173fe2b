import { CorePod } from '../core-pod.ts';
import { findRunning } from '../find-pod.ts';

/** The services, their health, and what Docker says; 0 where the pod is well. */
export async function status(name: string): Promise<number> {
	const container = await findRunning(name);
	const pod = new CorePod(container);
	await pod.programs();
	console.log((await pod.podctl('status')).stdout.trimEnd());
	const health = await pod.podctl('health');
	console.log((health.stdout || health.stderr).trimEnd());
	const { State, Config } = await container.inspect();
	const docker = State.Health?.Status ?? 'without a health check';
	console.log(
		`Docker: ${docker}; up since ${State.StartedAt}; image ${Config.Image}; address ${container.address || 'none'}`,
	);
	return health.status === 0 ? 0 : 1;
}
