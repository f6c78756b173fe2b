import { docker } from '../engine.ts';
import { findAny } from '../find-pod.ts';

const A_DAY_MS = 86_400_000;

/** What the container printed. `options` are of `docker logs`. */
export async function showLogs(name: string, options: readonly string[]): Promise<number> {
	await findAny(name);
	const onLine = (line: string) => console.log(line);
	return (await docker(['logs', ...options, name], { merged: true, onLine, timeoutMs: A_DAY_MS })).status;
}
