import type { Datagram, DatagramReceiver, System, TreeIdentity } from '../platform/system.ts';

/** A program that may speak, and who hears it. */
interface Speaker {
	readonly tree: TreeIdentity;
	readonly hear: (message: string) => void;
}

/**
 * The socket of sd_notify(3), one for all programs, from when the first of them needs it. It has a name in the abstract
 * namespace and no file, so that any user may reach it on a read-only disk as well; what is said there counts when the
 * kernel says that it comes from the program's own tree.
 */
export class NotifySocket {
	readonly #system: Pick<System, 'processes' | 'receiveDatagrams'>;
	readonly #name: string;
	readonly #speakers = new Map<string, Speaker>();
	#receiver: DatagramReceiver | undefined;

	/** `name`: another one for each daemon. */
	constructor(system: Pick<System, 'processes' | 'receiveDatagrams'>, name: string) {
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
		return () => {
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

	/** Of a stranger, and of one that is dead by now, it is not known whose it is. */
	#speakerOf(pid: number): Speaker | undefined {
		const speakers = [...this.#speakers.values()];
		return (
			speakers.find(({ tree }) => tree.leader === pid) ??
			speakers.find(({ tree }) => this.#system.processes.liveTree(tree).includes(pid))
		);
	}
}
