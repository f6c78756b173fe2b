/** A container under test: what is asked of it, and what is waited for. Every wait has a bound and ends with an event. */
import { randomUUID } from 'node:crypto';
import { type DockerOptions, docker, dockerOutput, type Outcome, untilLine } from './engine.ts';

export interface ContainerOptions {
	readonly image: string;
	/** Docker's name of it; one is made up where it is not said. */
	readonly name?: string;
	/** Of `docker run`: `['--read-only', '--tmpfs', '/tmp']`. */
	readonly options: readonly string[];
	/** Arguments for the image's entry point, instead of its own. */
	readonly command?: readonly string[];
}

/** What of `docker inspect` is used here; the rest is there as well. */
export interface Inspection {
	readonly Id: string;
	readonly Image: string;
	readonly State: {
		readonly Running: boolean;
		readonly Pid: number;
		readonly ExitCode: number;
		readonly OOMKilled: boolean;
		readonly StartedAt: string;
		readonly FinishedAt: string;
		readonly Health?: { readonly Status: string; readonly Log: readonly { Output: string; ExitCode: number }[] | null };
	};
	readonly HostConfig: Readonly<Record<string, unknown>>;
	readonly Config: {
		readonly Image: string;
		readonly Entrypoint: readonly string[] | null;
		readonly Env: readonly string[] | null;
		readonly Labels: Readonly<Record<string, string>> | null;
	};
	readonly NetworkSettings: {
		readonly IPAddress: string;
		readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>>;
	};
	readonly [more: string]: unknown;
}

export interface ExecOptions extends DockerOptions {
	/** Who runs it, as `docker exec --user` has it. */
	readonly user?: string;
	/** In the background: returns at once. */
	readonly detach?: boolean;
}

export interface Stopped {
	readonly exitCode: number;
	/** What `docker stop` took. */
	readonly seconds: number;
	readonly oomKilled: boolean;
}

const WAIT_MS = 60_000;

export class Container {
	readonly name: string;
	/** Its own address, which this machine reaches; empty without a network. */
	readonly address: string;

	constructor(name: string, address: string) {
		this.name = name;
		this.address = address;
	}

	/** Runs `argv` inside. */
	exec(argv: readonly string[], { user, detach, ...options }: ExecOptions = {}): Promise<Outcome> {
		const flags = [...(user === undefined ? [] : ['--user', user]), ...(detach === true ? ['--detach'] : [])];
		return docker(['exec', ...flags, this.name, ...argv], options);
	}

	/** Everything that it wrote to stdout and stderr, as it came. */
	async logs(options: readonly string[] = []): Promise<string> {
		return (await docker(['logs', ...options, this.name], { merged: true })).stdout;
	}

	async inspect(): Promise<Inspection> {
		const [found] = JSON.parse(await dockerOutput(['inspect', '--type=container', this.name])) as [Inspection];
		return found;
	}

	/** `docker stop`; `timeoutSeconds` is the engine's grace period (10). */
	async stop(timeoutSeconds?: number): Promise<Stopped> {
		const at = performance.now();
		const grace = timeoutSeconds === undefined ? [] : ['--time', String(timeoutSeconds)];
		await dockerOutput(['stop', ...grace, this.name], { timeoutMs: WAIT_MS + 1000 * (timeoutSeconds ?? 10) });
		const seconds = (performance.now() - at) / 1000;
		const { State } = await this.inspect();
		return { exitCode: State.ExitCode, seconds, oomKilled: State.OOMKilled };
	}

	async kill(signal: string): Promise<void> {
		await dockerOutput(['kill', '--signal', signal, this.name]);
	}

	/** Its exit code, once it has ended. */
	async untilExit(timeoutMs: number = WAIT_MS): Promise<number> {
		return Number(await dockerOutput(['wait', this.name], { timeoutMs }));
	}

	/** With its volumes, running or not; nothing happens where it is gone. */
	async remove(): Promise<void> {
		const { status, stderr } = await docker(['rm', '--volumes', '--force', this.name]);
		if (status !== 0 && !/No such container/i.test(stderr)) {
			throw new Error(`${this.name} cannot be removed: ${stderr.trim()}`);
		}
	}

	/** The match of the first line of its logs, past or to come, that `pattern` finds. */
	untilLog(pattern: RegExp, timeoutMs: number = WAIT_MS): Promise<RegExpMatchArray> {
		return untilLine(['logs', '--follow', this.name], {
			what: `a line of ${this.name} like ${pattern}`,
			timeoutMs,
			pick: (line) => line.match(pattern) ?? undefined,
		});
	}

	/** Docker's own opinion, by the image's HEALTHCHECK. Throws where the container ends before. */
	async untilHealth(wanted: 'healthy' | 'unhealthy', timeoutMs: number = WAIT_MS): Promise<void> {
		// The events since now, replayed or live, and the state a moment later: no change falls between the two.
		const since = (Date.now() / 1000).toFixed(3);
		await untilLine(['events', '--since', since, '--filter', `container=${this.name}`, '--format', '{{.Action}}'], {
			what: `${this.name} to be ${wanted}`,
			timeoutMs,
			pick: (action) => {
				if (action === 'die') throw new Error(`waited for ${this.name} to be ${wanted}, but it ended`);
				return action === `health_status: ${wanted}` ? true : undefined;
			},
			other: this.inspect().then(({ State }) => {
				if (!State.Running) throw new Error(`waited for ${this.name} to be ${wanted}, but it has ended`);
				return State.Health?.Status === wanted ? true : undefined;
			}),
		});
	}
}

/** `docker run --detach`. Throws, with what Docker says, where it does not start; nothing is left of it then. */
export async function startContainer({ image, name, options, command = [] }: ContainerOptions): Promise<Container> {
	const called = name ?? `core-pod-${randomUUID().slice(0, 8)}`;
	const { status, stdout, stderr } = await docker(['run', '--detach', '--name', called, ...options, image, ...command]);
	if (status !== 0) {
		// A name that is taken (the engine's "Conflict") is somebody else's container.
		if (!/Conflict/.test(stderr)) await docker(['rm', '--volumes', '--force', called]);
		throw new Error(`${image} cannot be started as ${called}: ${(stderr || stdout).trim()}`);
	}
	return findContainer(called);
}

/** A container that is there. Throws where there is none of that name. */
export async function findContainer(name: string): Promise<Container> {
	const { NetworkSettings } = await new Container(name, '').inspect();
	const addresses = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
	return new Container(name, NetworkSettings.IPAddress || (addresses.find((address) => address !== '') ?? ''));
}
