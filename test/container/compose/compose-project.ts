/** docker/compose.yaml on a real engine, as a project of its own; `docker-compose` 1.29, or the client's own `compose`. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Container, findContainer } from '../../../docker/acceptance/container.ts';
import { dockerOutput } from '../../../docker/acceptance/engine.ts';
import { ROOT } from '../../deployment/read-compose.ts';

const run = promisify(execFile);
const STAND_IN = join(ROOT, 'docker/compose/stand-in');
const COMPOSE_MS = 120_000;

interface Test {
	teardown(callback: () => Promise<void>): void;
}

export interface ComposeProjectOptions {
	readonly name: string;
	readonly environment: Readonly<Record<string, string>>;
	/** A second file, which is laid over the first. */
	readonly override?: string;
}

export class ComposeProject {
	readonly name: string;
	/** Its own, for files that are mounted. */
	readonly dir: string;
	readonly #environment: NodeJS.ProcessEnv;
	readonly #files: readonly string[];

	constructor(t: Test, { name, environment, override }: ComposeProjectOptions) {
		this.name = `${name}-${process.pid}`;
		this.dir = mkdtempSync(join(tmpdir(), `${name}-`));
		const files = [join(ROOT, 'docker/compose.yaml')];
		if (override !== undefined) {
			files.push(join(this.dir, 'override.yaml'));
			writeFileSync(join(this.dir, 'override.yaml'), override.replaceAll('$DIR', this.dir));
		}
		this.#files = files.flatMap((file) => ['-f', file]);
		// Whatever is free: the containers are asked at their own addresses.
		const ports = { CORE_POD_PORT: '0', PROMETHEUS_PORT: '0', ALERTMANAGER_PORT: '0', GRAFANA_PORT: '0' };
		this.#environment = { ...process.env, ...ports, ...environment, COMPOSE_PROJECT_NAME: this.name };
		t.teardown(async () => {
			await this.run(['down', '--volumes', '--timeout', '1']);
			rmSync(this.dir, { recursive: true });
		});
	}

	/** One more `${name}` of the compose file. */
	set(name: string, value: string): void {
		this.#environment[name] = value;
	}

	/** What Compose prints. Throws, with its stderr, where it fails. */
	async run(args: readonly string[]): Promise<string> {
		const options = { env: this.#environment, timeout: COMPOSE_MS };
		try {
			return (await run('docker-compose', [...this.#files, ...args], options)).stdout.trim();
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
			return (await run('docker', ['compose', ...this.#files, ...args], options)).stdout.trim();
		}
	}

	async up(services: readonly string[]): Promise<void> {
		await this.run(['up', '--detach', '--no-build', ...services]);
	}

	async container(service: string): Promise<Container> {
		return findContainer(await this.run(['ps', '--quiet', service]));
	}
}

/** Builds it, where it is not built already, and tells the image's name. */
export async function standIn(target: 'prometheus' | 'alertmanager'): Promise<string> {
	const image = `core-pod-stand-in-${target}`;
	await dockerOutput(['build', '--quiet', '--network=host', '--target', target, '--tag', image, STAND_IN], {
		timeoutMs: 300_000,
	});
	return image;
}
