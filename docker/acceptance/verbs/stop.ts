import { findRunning } from '../find-pod.ts';
import { seconds } from '../show-duration.ts';
import { STARTED_LABEL } from './start.ts';

/** Stops it, tells how it ended, and removes what `start` made; 0 where its exit code is. */
export async function stop(name: string): Promise<number> {
	const container = await findRunning(name);
	const { Config } = await container.inspect();
	const { exitCode, seconds: took } = await container.stop();
	console.log(`${name} ended with ${exitCode} after ${seconds(took)}`);
	if (Object.hasOwn(Config.Labels ?? {}, STARTED_LABEL)) {
		await container.remove();
		console.log(`${name} is removed`);
	}
	return exitCode === 0 ? 0 : 1;
}
