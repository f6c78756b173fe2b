import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { systemError } from '../errno.ts';
import type { Datagram, DatagramReceiver } from '../system.ts';
import type { Addon } from './addon.ts';
import { terminatedString } from './terminated-string.ts';

/** Longer ones are dropped, as systemd does (its NOTIFY_BUFFER_MAX). */
const MOST_BYTES = 4096;

/** So many are taken in one turn: whoever sends without end does not get the loop for itself. */
const MOST_IN_ONE_TURN = 128;

/**
 * Datagrams to a unix socket. Node's loop cannot wait for such a socket; the kernel's SIGIO says that one has come, and
 * one signal may stand for many.
 */
export class LinuxDatagramReceiver implements DatagramReceiver {
	readonly #addon: Addon;
	readonly #onDatagram: (datagram: Datagram) => void;
	readonly #buffer = Buffer.allocUnsafeSlow(MOST_BYTES);
	readonly #onSignal = (): void => this.#receive();
	#fd: number | undefined;
	#again: NodeJS.Immediate | undefined;

	constructor(addon: Addon, name: string, onDatagram: (datagram: Datagram) => void) {
		this.#addon = addon;
		this.#onDatagram = onDatagram;
		// First of all: without a handler the signal ends the process.
		process.on('SIGIO', this.#onSignal);
		const fd = addon.receiveDatagrams(terminatedString(name));
		if (fd < 0) {
			process.off('SIGIO', this.#onSignal);
			throw systemError(`bind @${name}`, -fd);
		}
		this.#fd = fd;
	}

	close(): void {
		if (this.#fd === undefined) return;
		closeSync(this.#fd);
		this.#fd = undefined;
		clearImmediate(this.#again);
		// A last signal may be on its way to Node's thread.
		setImmediate(() => process.off('SIGIO', this.#onSignal));
	}

	#receive(): void {
		clearImmediate(this.#again);
		for (let count = 0; count < MOST_IN_ONE_TURN; count++) {
			if (this.#fd === undefined) return;
			const received = this.#addon.receive(this.#fd, this.#buffer);
			if (typeof received === 'number') {
				if (received === -constants.errno.EAGAIN) return;
				// ENOMEM, ENOBUFS: this one is lost.
				continue;
			}
			const [bytes, pid, uid] = received;
			if (bytes >= 0) this.#onDatagram({ bytes: this.#buffer.subarray(0, bytes), pid, uid });
		}
		this.#again = setImmediate(this.#onSignal);
	}
}
