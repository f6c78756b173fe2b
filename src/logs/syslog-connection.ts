import type { Clock, DatagramSocket } from '../platform/system.ts';
import type { LogTrouble } from './log-trouble.ts';
import { TroubleLatch } from './trouble-latch.ts';

const SYSLOG_PATH = '/dev/log';
const RETRY_MS = 1000;
// Facility user (1), severity info (6): what Python's syslog.syslog(), and so supervisord, sends.
const PRIORITY = '<14>';
/** The tag: the program's own name, as Python's syslog takes it from argv. */
const TAG = 'podvisord';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface SyslogOptions {
	readonly connectDatagram: (path: string) => DatagramSocket;
	readonly clock: Clock;
	readonly report: (trouble: LogTrouble) => void;
}

/**
 * The one connection to the machine's syslog. A line is one datagram in the local form of RFC 3164 (no host name):
 * `<14>Jan  2 03:04:05 podvisord: message`. Without a listener lines are dropped and counted, and it is tried again
 * with a later line.
 */
export class SyslogConnection {
	readonly #options: SyslogOptions;
	readonly #latch: TroubleLatch;
	#socket: DatagramSocket | undefined;
	#retryAt = 0;
	#refusedSince: number | undefined;
	#second = Number.NaN;
	#header = '';

	constructor(options: SyslogOptions) {
		this.#options = options;
		this.#latch = new TroubleLatch({ action: 'write', path: SYSLOG_PATH, report: options.report });
	}

	/** One line without its newline, each character a byte (Latin-1). False where it was dropped. */
	send(message: string): boolean {
		const now = this.#options.clock.now();
		const failure = this.#attempt(Buffer.from(this.#headerNow() + message, 'latin1'), now);
		if (failure === undefined) {
			if (this.#latch.isFailing) this.#latch.succeeded(now);
			return true;
		}
		this.#latch.failed(now, failure, message.length);
		return false;
	}

	/** Before the log that it is told to is closed: what was dropped in a trouble that is not over. */
	tellDropped(): void {
		this.#latch.tellDropped();
	}

	#attempt(datagram: Buffer, now: number): unknown {
		if (this.#socket === undefined) {
			if (now < this.#retryAt) return 'ENOENT';
			try {
				this.#socket = this.#options.connectDatagram(SYSLOG_PATH);
			} catch (error) {
				this.#retryAt = now + RETRY_MS;
				return error;
			}
		}
		if (this.#socket.send(datagram)) {
			this.#refusedSince = undefined;
			return undefined;
		}
		// Full, or gone: who has taken nothing for a second was perhaps started anew, behind another socket.
		this.#refusedSince ??= now;
		if (now - this.#refusedSince >= RETRY_MS) {
			this.#socket.close();
			this.#socket = undefined;
			this.#refusedSince = undefined;
		}
		return 'EAGAIN';
	}

	#headerNow(): string {
		const second = Math.floor(this.#options.clock.wall() / 1000);
		if (second !== this.#second) {
			this.#second = second;
			this.#header = `${PRIORITY}${syslogTime(new Date(second * 1000))} ${TAG}: `;
		}
		return this.#header;
	}
}

/** `Jan  2 03:04:05`, local time. */
function syslogTime(date: Date): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const day = String(date.getDate()).padStart(2);
	return `${MONTHS[date.getMonth()]} ${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
