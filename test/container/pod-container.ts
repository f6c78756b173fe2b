/** A container of the image under test for one test: gone, with its volumes, when the test ends. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type Container, startContainer } from '../../docker/acceptance/container.ts';

export const IMAGE: string = process.env['PODVISOR_IMAGE'] ?? 'core-pod:test';

export interface PodContainerOptions {
	/** Of `docker run`. */
	readonly options?: readonly string[];
	/** Another configuration than the core pod's, below `[supervisord]`. */
	readonly conf?: string;
	/** More lines for its `[supervisord]`. */
	readonly daemon?: string;
	/** Files beside it, by name: `/etc/podvisor/NAME`. */
	readonly files?: Readonly<Record<string, string>>;
}

interface Test {
	teardown(callback: () => Promise<void>): void;
	testdir(files: Readonly<Record<string, string>>): string;
}

export async function startPodContainer(t: Test, options: PodContainerOptions = {}): Promise<Container> {
	const mount = options.conf === undefined ? [] : mountOf(t, options);
	const container = await startContainer({ image: IMAGE, options: [...(options.options ?? []), ...mount] });
	t.teardown(() => container.remove());
	return container;
}

function mountOf(t: Test, { conf, daemon = '', files = {} }: PodContainerOptions): string[] {
	const text = `[supervisord]
nodaemon=true
user=root
logfile=/dev/null
logfile_maxbytes=0
pidfile=/tmp/supervisord.pid
${daemon}
[unix_http_server]
file=/tmp/supervisor.sock
[supervisorctl]
serverurl=unix:///tmp/supervisor.sock
${conf}`;
	const folder = t.testdir({ 'podvisor.conf': text, ...files });
	chmodSync(folder, 0o755);
	for (const name of Object.keys(files)) chmodSync(join(folder, name), 0o755);
	return ['--volume', `${folder}:/etc/podvisor:ro`];
}

/** The programs that the log calls stopped, in that order, and how each ended. */
export function stopsIn(logs: string): { readonly name: string; readonly how: string }[] {
	return [...logs.matchAll(/ stopped: (\S+) \(([^)]*)/g)].map(([, name = '', how = '']) => ({ name, how }));
}
