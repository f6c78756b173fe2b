import { closeSync, writeSync } from 'node:fs';
import { errorCode, systemError } from '../errno.ts';
import type { DatagramSocket } from '../system.ts';
import type { Addon } from './addon.ts';
import { terminatedString } from './terminated-string.ts';

/** A datagram to a unix path, `/dev/log` above all. Connects anew when the other end was restarted. */
export class LinuxDatagramSocket implements DatagramSocket {
	readonly #addon: Addon;
	readonly #path: string;
	#fd: number | undefined;

	constructor(addon: Addon, path: string) {
		this.#addon = addon;
		this.#path = path;
		const fd = addon.connectDatagram(terminatedString(path));
		if (fd < 0) throw systemError(`connect ${path}`, -fd);
		this.#fd = fd;
	}

	send(bytes: Buffer): boolean {
		return this.#sendOnce(bytes) || (this.#reconnect() && this.#sendOnce(bytes));
	}

	close(): void {
		if (this.#fd !== undefined) closeSync(this.#fd);
		this.#fd = undefined;
	}

	#sendOnce(bytes: Buffer): boolean {
		if (this.#fd === undefined) return false;
		try {
			writeSync(this.#fd, bytes);
			return true;
		} catch (error) {
			// EAGAIN: its queue is full, as nobody reads. ECONNREFUSED, ENOTCONN: the other end is gone.
			if (['ECONNREFUSED', 'ENOTCONN', 'EPIPE', 'ECONNRESET'].includes(errorCode(error) ?? '')) this.close();
			return false;
		}
	}

	/** Only after the connection was lost, never because the other end is slow. */
	#reconnect(): boolean {
		if (this.#fd !== undefined) return false;
		const fd = this.#addon.connectDatagram(terminatedString(this.#path));
		if (fd < 0) return false;
		this.#fd = fd;
		return true;
	}
}
