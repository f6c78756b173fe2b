import type { Datagram, DatagramReceiver, System } from '../platform/system.ts';
import type { TreeIdentity } from '../platform/tree-identity.ts';

/** A program that may speak, and who hears it. */
interface Speaker {
	readonly tree: TreeIdentity;
	readonly hear: (message: string) => void;
}

/** A pid may be another's after this long. */
const FOUND_FOR_MS = 1000;
const MOST_FOUND = 1000;
/** Of that time so much may go into the search for whose they are: who forks for each message is not looked for without end. */
const MOST_SEARCHING_MS = 100;

/**
 * The socket of sd_notify(3), one for all programs, from when the first of them needs it. It has a name in the abstract
 * namespace and no file, so that any user may reach it on a read-only disk as well; what is said there counts when the
 * kernel says that it comes from the program's own tree.
 */
export class NotifySocket {
	readonly #system: Pick<System, 'processes' | 'receiveDatagrams' | 'clock'>;
	readonly #name: string;
	readonly #speakers = new Map<string, Speaker>();
	/** Whose a pid was found to be: to look at all trees for each message of a flood would be the daemon's end. */
	readonly #found = new Map<number, Speaker | undefined>();
	#foundSince = 0;
	/** In the trees, since then. */
	#searchedMs = 0;
	#receiver: DatagramReceiver | undefined;

	/** `name`: another one for each daemon. */
	constructor(system: Pick<System, 'processes' | 'receiveDatagrams' | 'clock'>, name: string) {
		this.#system = system;
		this.#name = name;
	}

	/** The value of NOTIFY_SOCKET. Throws what `receiveDatagrams` does. */
	open(): string {
		this.#receiver ??= this.#system.receiveDatagrams(this.#name, (datagram) => this.#take(datagram));
		return `@${this.#name}`;
	}

	/** Hears one program from now on, instead of an earlier one of that key; returns what ends it. */
	on(key: string, speaker: Speaker): () => void {
		this.#speakers.set(key, speaker);
		this.#found.clear();
		return () => {
			this.#found.clear();
			if (this.#speakers.get(key) === speaker) this.#speakers.delete(key);
		};
	}

	close(): void {
		this.#receiver?.close();
		this.#receiver = undefined;
		this.#speakers.clear();
	}

	#take({ bytes, pid }: Datagram): void {
		this.#speakerOf(pid)?.hear(bytes.toString());
	}

	#speakerOf(pid: number): Speaker | undefined {
		const { clock } = this.#system;
		const now = clock.now();
		if (now - this.#foundSince >= FOUND_FOR_MS) {
			this.#found.clear();
			this.#foundSince = now;
			this.#searchedMs = 0;
		}
		if (this.#found.size >= MOST_FOUND) this.#found.clear();
		const known = this.#found.get(pid) ?? this.#leaderOf(pid);
		if (known !== undefined || this.#found.has(pid) || this.#searchedMs >= MOST_SEARCHING_MS) return known;
		const found = this.#search(pid);
		this.#searchedMs += clock.now() - now;
		this.#found.set(pid, found);
		return found;
	}

	#leaderOf(pid: number): Speaker | undefined {
		for (const speaker of this.#speakers.values()) if (speaker.tree.leader === pid) return speaker;
		return undefined;
	}

	/** Of a stranger, and of one that is dead by now, it is not known whose it is. */
	#search(pid: number): Speaker | undefined {
		// Of another PID namespace.
		if (pid === 0) return undefined;
		const { processes } = this.#system;
		return [...this.#speakers.values()].find(({ tree }) => processes.liveTree(tree).includes(pid));
	}
}
