import { fileURLToPath } from 'node:url';
import { docker } from '../engine.ts';

const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url));
const TIMEOUT_MS = 30 * 60_000;

/** Builds the image; the exit status. */
export async function build(image: string, options: readonly string[]): Promise<number> {
	const dockerfile = `${ROOT}docker/Dockerfile`;
	// The host's network: a registry of packages may be reached from it alone.
	const args = ['build', '--network=host', '--file', dockerfile, '--tag', image, ...options, ROOT];
	const onLine = (line: string) => console.log(line);
	const { status, stdout, stderr } = await docker(args, { merged: true, onLine, timeoutMs: TIMEOUT_MS });
	if (status === 0) return 0;
	if (status === 124 || status === 127) console.error(stderr);
	if (/manifest unknown|pull access denied|TLS handshake|no such host|dial tcp|i\/o timeout/i.test(stdout)) {
		console.error('core-pod: the base image cannot be pulled here; scripts/base-image makes a local stand-in');
	}
	return 1;
}
