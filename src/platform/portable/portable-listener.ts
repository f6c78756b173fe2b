import { existsSync, lchownSync, lstatSync, renameSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { errorCode } from '../errno.ts';
import { lookRepeatedly } from '../look-repeatedly.ts';
import { SocketFile } from '../socket-file.ts';
import type { ListenAddress, Listener, ListenHandlers } from '../sockets.ts';
import type { Clock } from '../system.ts';

const BACKLOG = 1024;
/** `sizeof(sun_path) - 1`. */
const MOST_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

type UnixAddress = Extract<ListenAddress, { type: 'unix' }>;

/** Listens through `node:net`, which answers a turn later. */
export class PortableListener implements Listener {
	readonly #address: ListenAddress;
	readonly #handlers: ListenHandlers;
	readonly #stopLooking: () => void;
	#server: Server | undefined;
	#file: SocketFile | undefined;
	#isTroubled = false;
	/** A bind is under way; its answer comes later. */
	#isBinding = false;
	#closed = false;

	constructor(address: ListenAddress, handlers: ListenHandlers, clock: Clock) {
		this.#address = address;
		this.#handlers = handlers;
		this.#stopLooking = address.type === 'unix' ? lookRepeatedly(clock, () => this.refresh()) : () => {};
		this.#listen();
	}

	get address(): ListenAddress {
		const bound = this.#server?.address() as AddressInfo | string | null | undefined;
		if (this.#address.type === 'unix' || typeof bound !== 'object' || bound === null) return this.#address;
		return { ...this.#address, port: bound.port };
	}

	refresh(): void {
		if (this.#closed || this.#isBinding || this.#file?.isMissing() !== true) return;
		this.#server?.close();
		this.#listen();
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#stopLooking();
		this.#file?.remove();
		this.#server?.close();
	}

	#listen(): void {
		if (this.#address.type === 'tcp') {
			const { host, port } = this.#address;
			this.#server = this.#createServer().listen({ host: host === '' ? '0.0.0.0' : host, port, backlog: BACKLOG });
			return;
		}
		this.#isBinding = true;
		const address = this.#address;
		if (Buffer.byteLength(address.path) > MOST_PATH_BYTES) {
			setImmediate(() => this.#fail('bind', 'ENAMETOOLONG'));
			return;
		}
		// libuv calls a folder that is not there EACCES, as Windows does.
		if (!existsSync(dirname(address.path))) {
			setImmediate(() => this.#fail('bind', 'ENOENT'));
			return;
		}
		whenFree(address.path, (errno) => {
			if (this.#closed) return;
			if (errno === undefined) this.#bindUnix(address);
			else this.#fail('bind', errno);
		});
	}

	/**
	 * Under another name first: Node removes the name that it bound when the server closes, whosever it is by then; and
	 * the file has its owner before it has its name.
	 */
	#bindUnix({ path, mode, owner }: UnixAddress): void {
		const beside = join(dirname(path), `.${Math.random().toString(36).slice(2, 8)}`);
		const server = this.#createServer();
		this.#server = server;
		server.once('listening', () => {
			try {
				if (owner !== undefined) lchownSync(beside, owner.uid, owner.gid);
				if (this.#closed) return;
				renameSync(beside, path);
				this.#file = SocketFile.at(path);
				this.#isTroubled = false;
				this.#isBinding = false;
			} catch (error) {
				server.close();
				this.#fail('bind', errorCode(error) ?? 'EIO');
			}
		});
		const umask = process.umask(0o777 & ~mode);
		server.listen({ path: beside, backlog: BACKLOG });
		process.umask(umask);
	}

	#createServer(): Server {
		const server = createServer((socket) => {
			// ECONNRESET, EPIPE: the client is gone, and 'close' follows.
			socket.on('error', () => {});
			this.#handlers.onConnection(socket);
		});
		return server.on('error', (error: NodeJS.ErrnoException) => {
			this.#fail(error.syscall === 'listen' ? 'bind' : (error.syscall ?? 'accept'), errorCode(error) ?? 'EIO');
		});
	}

	/** A bind that fails again and again is told once. */
	#fail(step: string, errno: string): void {
		if (step === 'bind') this.#isBinding = false;
		if (this.#closed || (step === 'bind' && this.#isTroubled)) return;
		this.#isTroubled ||= step === 'bind';
		this.#handlers.onTrouble({ step, errno });
	}
}

/** Calls back, later, with the errno for what is in the way at `path`: nothing, and nothing for a socket of the dead. */
function whenFree(path: string, callback: (errno: string | undefined) => void): void {
	let errno: string | undefined;
	try {
		const stats = lstatSync(path, { throwIfNoEntry: false });
		if (stats?.isSocket() === true) {
			const client = connect(path);
			client.once('connect', () => {
				client.destroy();
				callback('EADDRINUSE');
			});
			client.once('error', (error) => {
				const refused = ['ECONNREFUSED', 'ENOENT'].includes(errorCode(error) ?? '');
				callback(refused ? undefined : 'EADDRINUSE');
			});
			return;
		}
		errno = stats === undefined ? undefined : 'ENOTSOCK';
	} catch (error) {
		errno = errorCode(error) ?? 'EIO';
	}
	setImmediate(() => callback(errno));
}
