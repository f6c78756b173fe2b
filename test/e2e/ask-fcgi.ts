import { connect, type NetConnectOpts } from 'node:net';

/** Record types of the FastCGI specification 1.0. */
const BEGIN_REQUEST = 1;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;
/** FCGI_RESPONDER in a BEGIN_REQUEST. */
const RESPONDER: Buffer = Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]);

export interface FcgiAnswer {
	/** The errno of a connection that was not to be had, e.g. `ECONNREFUSED`. */
	readonly refused: string | undefined;
	/** The body; empty where the child died before it answered. */
	readonly body: string;
}

/** Asks a FastCGI program for `script`, as a web server would; never rejects. */
export function askFcgi(address: NetConnectOpts, script = '/'): Promise<FcgiAnswer> {
	const socket = connect(address);
	const chunks: Buffer[] = [];
	let refused: string | undefined;
	let isConnected = false;
	socket.on('connect', () => {
		isConnected = true;
		const name = 'SCRIPT_NAME';
		const params = Buffer.from([name.length, script.length, ...Buffer.from(name + script)]);
		const nothing = Buffer.alloc(0);
		const request = [
			record(BEGIN_REQUEST, RESPONDER),
			record(PARAMS, params),
			record(PARAMS, nothing),
			record(STDIN, nothing),
		];
		socket.write(Buffer.concat(request));
	});
	socket.on('data', (chunk) => void chunks.push(chunk));
	socket.on('error', (error: NodeJS.ErrnoException) => {
		// ECONNRESET later on: whoever had accepted it is dead.
		if (!isConnected) refused = error.code ?? 'unknown';
	});
	return new Promise((resolve) => {
		socket.on('close', () => resolve({ refused, body: bodyOf(Buffer.concat(chunks)) }));
	});
}

function record(type: number, content: Buffer): Buffer {
	const header = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 0xff, 0, 0]);
	return Buffer.concat([header, content]);
}

/** What the STDOUT records hold below the headers. */
function bodyOf(bytes: Buffer): string {
	let text = '';
	for (let at = 0; at + 8 <= bytes.length; ) {
		const length = bytes.readUInt16BE(at + 4);
		if (bytes[at + 1] === STDOUT) text += bytes.toString('utf8', at + 8, at + 8 + length);
		at += 8 + length + (bytes[at + 6] ?? 0);
	}
	return text.split('\r\n\r\n')[1] ?? '';
}
