/** Which containers of a swarm's service are up, by what the engine tells of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What of an event is used here. */
interface ContainerEvent {
	/** `start`, `health_status: healthy`, `kill`, `die` … */
	readonly Action: string;
	readonly timeNano: number;
	readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

interface Waiting {
	readonly isOver: () => boolean;
	readonly resolve: () => void;
}

/** Up is a container from its first success of HEALTHCHECK until it is signalled, ends or is found unhealthy. */
export class Replicas {
	/** The image of each container that has been started and has not ended. */
	readonly #alive = new Map<string, string>();
	readonly #up = new Set<string>();
	readonly #events: ChildProcess;
	#waiting: Waiting[] = [];
	#fewest = Number.POSITIVE_INFINITY;
	#history: string[] = [];

	/** `service` is its full name. Follows it from now on, so it is called before there are any containers. */
	constructor(service: string) {
		const kinds = ['start', 'health_status', 'kill', 'die'].map((event) => `--filter=event=${event}`);
		const ofService = `--filter=label=com.docker.swarm.service.name=${service}`;
		const args = ['events', '--filter=type=container', ofService, ...kinds, '--format={{json .}}'];
		this.#events = spawn('docker', args, { stdio: ['ignore', 'pipe', 'inherit'] });
		if (this.#events.stdout === null) throw new Error('docker events has no stdout');
		createInterface({ input: this.#events.stdout }).on('line', (line) => this.#take(JSON.parse(line)));
	}

	/** Begins anew with counting. */
	count(): void {
		this.#fewest = this.#up.size;
		this.#history = [];
	}

	/** What happened to which container since `count()`, in order: for whoever has to explain the number. */
	get history(): readonly string[] {
		return this.#history;
	}

	/** How few were up at any moment since `count()`. */
	get fewest(): number {
		return this.#fewest;
	}

	/** Until exactly so many are up, of this image, and nothing else of the service is alive. */
	async until(count: number, image: string, timeoutMs: number): Promise<void> {
		const isOver = () =>
			this.#up.size === count &&
			this.#alive.size === count &&
			[...this.#alive].every(([id, of]) => of === image && this.#up.has(id));
		if (isOver()) return;
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		this.#waiting.push({ isOver, resolve });
		const late = () => reject(new Error(`not ${count} of ${image} in ${timeoutMs / 1000} s, but ${this.#said()}`));
		const timer = setTimeout(late, timeoutMs);
		try {
			await promise;
		} finally {
			clearTimeout(timer);
		}
	}

	close(): void {
		this.#events.kill();
	}

	#take({ Action, Actor: { ID, Attributes }, timeNano }: ContainerEvent): void {
		if (Action === 'start') this.#alive.set(ID, Attributes['image'] ?? '?');
		if (Action === 'die') this.#alive.delete(ID);
		if (Action === 'health_status: healthy') this.#up.add(ID);
		else if (/^(kill|die|health_status: unhealthy)$/.test(Action)) this.#up.delete(ID);
		this.#fewest = Math.min(this.#fewest, this.#up.size);
		const at = new Date(Math.floor(timeNano / 1e6)).toISOString();
		this.#history.push(`${at} ${Attributes['image']} ${ID.slice(0, 8)} ${Action}; up: ${this.#up.size}`);
		for (const { isOver, resolve } of this.#waiting) if (isOver()) resolve();
		this.#waiting = this.#waiting.filter(({ isOver }) => !isOver());
	}

	#said(): string {
		return [...this.#alive].map(([id, image]) => `${image} (${this.#up.has(id) ? 'up' : 'not up'})`).join(', ');
	}
}
