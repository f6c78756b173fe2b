/** The core pod in its container: what podctl, its logs and its front door say of it. */
import type { Container } from './container.ts';
import { docker, type Outcome, untilLine } from './engine.ts';
import { type Answer, get } from './get.ts';
import { type PodLine, parsePodLine } from './parse-pod-line.ts';
import { type ProgramStatus, parseStatus } from './parse-status.ts';
import { UsageError } from './usage-error.ts';

/** In the order in which they start. */
export const PROGRAMS = ['auth-service', 'user-service', 'nginx'] as const;

export type Program = (typeof PROGRAMS)[number];

export interface CorePodOptions {
	/** The front door is asked by HTTPS. */
	readonly tls?: boolean;
}

export class CorePod {
	readonly container: Container;

	readonly #tls: boolean;

	constructor(container: Container, { tls = false }: CorePodOptions = {}) {
		this.container = container;
		this.#tls = tls;
	}

	podctl(...args: readonly string[]): Promise<Outcome> {
		return this.container.exec(['podctl', ...args]);
	}

	/** The three programs. Throws a UsageError where this is no core pod. */
	async programs(): Promise<Record<Program, ProgramStatus>> {
		const { status, stdout, stderr } = await this.podctl('status', '--json');
		const found = parseStatus(stdout);
		const { name } = this.container;
		if (found === undefined) {
			const why = (stderr || stdout).trim().split('\n').at(-1) ?? '';
			throw new UsageError(`${name} is not a core pod: podctl status ended with ${status}: ${why}`);
		}
		const byName = new Map(found.map((program) => [program.name, program]));
		const missing = PROGRAMS.filter((program) => !byName.has(program));
		if (missing.length > 0) {
			throw new UsageError(`${name} is not a core pod: it has no ${missing.join(', ')}, but ${[...byName.keys()]}`);
		}
		return Object.fromEntries(byName) as Record<Program, ProgramStatus>;
	}

	/** What the container printed so far, the last start alone. */
	async lines(): Promise<PodLine[]> {
		const text = await this.container.logs(['--timestamps']);
		const lines = text.split('\n').flatMap((line) => parsePodLine(line) ?? []);
		const start = lines.findLastIndex(({ message }) => /^podvisord started with pid/.test(message));
		return start < 0 ? lines : lines.slice(start);
	}

	/** The last line that it printed: what comes later is what happened after now. */
	async mark(): Promise<PodLine | undefined> {
		const text = await this.container.logs(['--timestamps', '--tail', '1']);
		return parsePodLine(text.trimEnd());
	}

	/** Resolves with the first line after `mark` whose message `pattern` finds. */
	untilSaid(pattern: RegExp, mark?: PodLine, timeoutMs = 30_000): Promise<PodLine & { match: RegExpMatchArray }> {
		// The engine's own stamp: its clock need not be this machine's.
		const since = mark === undefined ? [] : ['--since', mark.stamp];
		return untilLine(['logs', '--follow', '--timestamps', ...since, this.container.name], {
			what: `a line of ${this.container.name} like ${pattern}`,
			timeoutMs,
			pick: (text) => {
				const line = parsePodLine(text);
				if (line === undefined || (mark !== undefined && line.stamp <= mark.stamp)) return undefined;
				const match = line.message.match(pattern);
				return match === null ? undefined : { ...line, match };
			},
		});
	}

	/** Resolves when everything is RUNNING. */
	async untilRunning(): Promise<Record<Program, ProgramStatus>> {
		const now = await this.programs();
		if (PROGRAMS.every((program) => now[program].state === 'RUNNING')) return now;
		const { status, stdout, stderr } = await this.podctl('wait', 'all', '--for=running', '--timeout=30s');
		if (status !== 0) throw new Error(`not everything gets to RUNNING: ${(stderr || stdout).trim()}`);
		return await this.programs();
	}

	/** kill -9, by whoever the container runs as. */
	async kill(pid: number, program: Program): Promise<void> {
		const { status } = await this.container.exec(['sh', '-c', `kill -9 ${pid}`]);
		// Without CAP_KILL root may not kill another user's process; the daemon then cannot either, and says so.
		if (status !== 0) await this.podctl('signal', 'KILL', program);
	}

	/** GET of a path of the front door. */
	async get(path: string, timeoutMs?: number): Promise<Answer> {
		const [scheme, variable, port] = this.#tls
			? ['https', 'CORE_POD_GATEWAY_TLS_PORT', 443]
			: ['http', 'CORE_POD_GATEWAY_PORT', 80];
		return get(`${scheme}://${await this.#place(variable, port)}${path}`, timeoutMs);
	}

	/** GET of a path of the probe server. */
	async probe(path: string): Promise<Answer> {
		return get(`http://${await this.#place('CORE_POD_PROBE_LISTEN', 9180)}${path}`);
	}

	/** How many processes are in state Z inside. */
	async zombies(): Promise<number> {
		const { status, stdout, stderr } = await this.container.exec(['sh', '-c', COUNT_ZOMBIES]);
		if (status !== 0) throw new Error(`zombies cannot be counted: ${stderr.trim()}`);
		return Number(stdout);
	}

	readonly #places = new Map<string, string>();

	/** Where a port is reached: published, or at the container's own address. `variable` may say another port. */
	async #place(variable: string, defaultPort: number): Promise<string> {
		const known = this.#places.get(variable);
		if (known !== undefined) return known;
		const { name, address } = this.container;
		const { Config } = await this.container.inspect();
		const said = Config.Env?.find((entry) => entry.startsWith(`${variable}=`));
		const port = /(\d+)$/.exec(said ?? '')?.[1] ?? String(defaultPort);
		const { status, stdout } = await docker(['port', name, `${port}/tcp`]);
		const published = status === 0 ? stdout.split('\n')[0]?.trim().replace(EVERYWHERE, '127.0.0.1:') : '';
		const place = published || (address === '' ? '' : `${address}:${port}`);
		if (place === '') throw new UsageError(`${name} has no network address; publish its port ${port}`);
		this.#places.set(variable, place);
		return place;
	}
}

const EVERYWHERE = /^(0\.0\.0\.0|\[::\]):/;

/** Without a single fork, so that it finds none of its own. */
export const COUNT_ZOMBIES: string = `
zombies=0
for file in /proc/[0-9]*/stat; do
	{ read -r line <"$file"; } 2>/dev/null || continue
	case \${line##*) } in Z*) zombies=$((zombies + 1)) ;; esac
done
echo $zombies`;
