import { startContainer } from '../container.ts';
import { CorePod } from '../core-pod.ts';
import { docker } from '../engine.ts';
import { needImage } from '../find-pod.ts';
import { seconds } from '../show-duration.ts';
import { UsageError } from '../usage-error.ts';

/** By which `stop` knows what it may remove. */
export const STARTED_LABEL = 'podvisor.core-pod';

/** Starts the core pod, and shows its services come up. */
export async function start(name: string, image: string, options: readonly string[]): Promise<number> {
	await needImage(image);
	if ((await docker(['container', 'inspect', name])).status === 0) {
		throw new UsageError(`there is a container ${name} already; scripts/core-pod stop --container ${name}`);
	}
	const at = performance.now();
	const container = await startContainer({ image, name, options: [`--label=${STARTED_LABEL}`, ...options] });
	const pod = new CorePod(container);
	console.log(`${name} is started; waiting for its services`);
	try {
		await pod.untilSaid(/^ready: nginx$/);
	} catch (error) {
		console.error(await container.logs(['--tail', '20']));
		console.error(
			`core-pod: ${(error as Error).message.split('\n')[0]}; its last lines are above, and it is left as it is`,
		);
		return 1;
	}
	for (const { message } of await pod.lines()) if (/^ready: /.test(message)) console.log(message);
	console.log(`The core pod is ready after ${seconds((performance.now() - at) / 1000)}: http://${container.address}/`);
	return 0;
}
