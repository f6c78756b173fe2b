/** docker/stack.yaml with shorter times, on this engine's swarm, for one test. What was made is gone when it ends. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Container, startContainer } from '../../../docker/acceptance/container.ts';
import { docker, dockerOutput, untilLine } from '../../../docker/acceptance/engine.ts';
import type { LoadReport } from './load.ts';
import { Replicas } from './replicas.ts';

const ROOT: string = new URL('../../..', import.meta.url).pathname;
const IMAGE: string = process.env['PODVISOR_IMAGE'] ?? 'core-pod:test';
/** Where Node is for the load: the base of the image. */
const NODE_IMAGE: string = process.env['PODVISOR_NODE_IMAGE'] ?? 'node:24-bookworm-slim';
const WAIT_MS = 90_000;

interface TestHost {
	teardown(callback: () => void | Promise<void>): void;
	testdir(): string;
}

/** How an update ended, in the engine's words. */
export type UpdateEnd = 'completed' | 'rollback_completed' | 'rollback_paused' | 'paused';

export class StackUnderTest {
	readonly name: string;
	readonly service: string;
	readonly replicas: Replicas;
	readonly #dir: string;

	private constructor(name: string, dir: string) {
		this.name = name;
		this.service = `${name}_core-pod`;
		this.replicas = new Replicas(this.service);
		this.#dir = dir;
	}

	/** Makes this machine a swarm of one node where it is in none, and what the stack needs from outside. */
	static async prepare(t: TestHost): Promise<StackUnderTest> {
		const state = await dockerOutput(['info', '--format', '{{.Swarm.LocalNodeState}}']);
		if (state === 'inactive') await initSwarm();
		const stack = new StackUnderTest(`podvisor-${randomUUID().slice(0, 8)}`, t.testdir());
		t.teardown(async () => {
			stack.replicas.close();
			await stack.#remove();
			if (state === 'inactive') await leaveSwarm();
		});
		const secret = join(stack.#dir, 'auth_secret');
		writeFileSync(secret, randomUUID());
		await dockerOutput(['secret', 'create', stack.name, secret]);
		return stack;
	}

	/** The image under test with other files in it, and another entry point. */
	async buildImage(version: string, files: Readonly<Record<string, string>>, entryPoint?: string): Promise<string> {
		const context = join(this.#dir, version);
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(dirname(join(context, 'files', path)), { recursive: true });
			writeFileSync(join(context, 'files', path), text);
		}
		const lines = [`FROM ${IMAGE}`, `LABEL version=${version}`, 'COPY files /etc/podvisor/core-pod/'];
		if (entryPoint !== undefined) lines.push(`ENTRYPOINT ${entryPoint}`);
		writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
		const image = `${this.name}:${version}`;
		await dockerOutput(['build', '--quiet', '--tag', image, context]);
		return image;
	}

	/** `docker stack deploy`; returns before anything of it is up. */
	async deploy(image: string): Promise<void> {
		Object.assign(process.env, {
			CORE_POD_IMAGE: image,
			CORE_POD_AUTH_SECRET: this.name,
			// One that is free.
			CORE_POD_PORT: '0',
		});
		const files = ['docker/stack.yaml', 'test/container/swarm/quick.yaml'].flatMap((file) => ['-c', join(ROOT, file)]);
		await dockerOutput(['stack', 'deploy', '--resolve-image', 'never', ...files, this.name]);
	}

	/** Deploys another image and waits until the engine says how that ended. */
	async update(image: string): Promise<UpdateEnd> {
		const since = (Date.now() / 1000).toFixed(3);
		await this.deploy(image);
		const filters = ['--filter=type=service', '--filter=event=update', `--filter=service=${this.service}`];
		const format = '--format={{index .Actor.Attributes "updatestate.new"}}';
		return untilLine(['events', `--since=${since}`, ...filters, format], {
			what: `the end of the update to ${image}`,
			timeoutMs: WAIT_MS,
			pick: (state) => (isEnd(state) ? state : undefined),
		});
	}

	/** Puts load on the service from inside its network. */
	async startLoad(workers: number): Promise<Load> {
		const script = join(ROOT, 'test/container/swarm/load.ts');
		const container = await startContainer({
			image: NODE_IMAGE,
			name: `${this.name}-load`,
			options: [`--network=${this.name}_pods`, `--volume=${script}:/load.ts:ro`],
			command: ['node', '/load.ts', 'tasks.core-pod', String(workers)],
		});
		return new Load(container);
	}

	/** What each pod says of a token that one of them gave: HTTP statuses. */
	async verifyEverywhere(): Promise<readonly number[]> {
		const script = `
			const { resolve4 } = require('node:dns/promises');
			(async () => {
				const pods = (await resolve4('tasks.core-pod')).map((address) => 'http://' + address);
				const body = JSON.stringify({ username: 'alice', password: 'wonderland' });
				const headers = { 'Content-Type': 'application/json' };
				const login = await fetch(pods[0] + '/auth/login', { method: 'POST', headers, body });
				const bearer = { Authorization: 'Bearer ' + (await login.json()).token };
				const verified = pods.map(async (pod) => (await fetch(pod + '/auth/verify', { headers: bearer })).status);
				console.log(JSON.stringify(await Promise.all(verified)));
			})();`;
		const { stdout, stderr } = await docker(['exec', `${this.name}-load`, 'node', '-e', script]);
		if (stdout === '') throw new Error(`nobody could be asked: ${stderr}`);
		return JSON.parse(stdout);
	}

	async #remove(): Promise<void> {
		await docker(['rm', '--volumes', '--force', `${this.name}-load`]);
		await docker(['stack', 'rm', this.name], { timeoutMs: WAIT_MS });
		// The engine removes the containers in its own time, and only then can their network and secret go.
		const filter = `label=com.docker.stack.namespace=${this.name}`;
		const until = Date.now() + WAIT_MS;
		while ((await docker(['ps', '--all', '--quiet', '--filter', filter])).stdout !== '' && Date.now() < until) {
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		await docker(['secret', 'rm', this.name]);
		const images = (await docker(['images', '--quiet', this.name])).stdout.trim().split('\n');
		await docker(['rmi', '--force', ...new Set(images)]);
	}
}

export class Load {
	readonly #container: Container;

	constructor(container: Container) {
		this.#container = container;
	}

	/** The first report of which this holds. */
	async until(holds: (report: LoadReport) => boolean): Promise<LoadReport> {
		return untilLine(['logs', '--follow', '--tail=1', this.#container.name], {
			what: 'a report of the load',
			timeoutMs: WAIT_MS,
			pick: (line) => {
				const report = JSON.parse(line) as LoadReport;
				return holds(report) ? report : undefined;
			},
		});
	}

	/** The last report, after the requests in flight. */
	async stop(): Promise<LoadReport> {
		await this.#container.stop(30);
		return JSON.parse(await this.#container.logs(['--tail=1'])) as LoadReport;
	}
}

/** The engine's network between the containers of a swarm and the outside. */
const GATEWAY_NETWORK = 'docker_gwbridge';

async function initSwarm(): Promise<void> {
	// Left by an earlier swarm, perhaps without its interface: another engine of this machine has one of the same name,
	// and takes it along when it ends. So ours gets a name of its own.
	await docker(['network', 'rm', GATEWAY_NETWORK]);
	const settings = { name: `podgw${process.pid}`, enable_icc: 'false', enable_ip_masquerade: 'true' };
	const options = Object.entries(settings).map(([key, value]) => `--opt=com.docker.network.bridge.${key}=${value}`);
	await dockerOutput(['network', 'create', '--driver=bridge', ...options, GATEWAY_NETWORK]);
	await dockerOutput(['swarm', 'init', '--advertise-addr', '127.0.0.1']);
}

async function leaveSwarm(): Promise<void> {
	await docker(['swarm', 'leave', '--force']);
	// Its one endpoint is the routing mesh's, which outlives the swarm.
	await docker(['network', 'disconnect', '--force', GATEWAY_NETWORK, 'gateway_ingress-sbox']);
	await docker(['network', 'rm', GATEWAY_NETWORK]);
}

function isEnd(state: string): state is UpdateEnd {
	return /^(completed|paused|rollback_completed|rollback_paused)$/.test(state);
}
