/** Reads what a server sent as strictly as it is written: whatever is no answer by RFC 9112 is a mistake of the server's. */
export interface HttpAnswer {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: ReadonlyMap<string, string>;
	readonly body: Buffer;
}

export interface ReadAnswers {
	readonly answers: readonly HttpAnswer[];
	/** The bytes of an answer that has not come to its end. */
	readonly rest: Buffer;
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\t -~]*$/;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\t -~]*)$/;
const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

export interface ReadAnswersOptions {
	/** The connection has ended, which ends an answer without a length. */
	readonly isOver: boolean;
	/** The answers are to HEAD: they have no bodies. */
	readonly isHead?: boolean;
}

/** All whole answers among the bytes of a connection. @throws Error where it is no HTTP */
export function readAnswers(bytes: Buffer, { isOver, isHead = false }: ReadAnswersOptions): ReadAnswers {
	const answers: HttpAnswer[] = [];
	let rest = bytes;
	while (rest.length > 0) {
		const end = rest.indexOf(HEAD_END);
		if (end < 0) break;
		const { status, headers } = readHead(rest.subarray(0, end).toString('latin1'));
		const after = rest.subarray(end + HEAD_END.length);
		const hasNone = isHead || status < 200 || status === 204 || status === 304;
		const content = hasNone ? { body: Buffer.alloc(0), size: 0 } : readBody(headers, after, isOver);
		if (content === undefined) break;
		answers.push({ status, headers, body: content.body });
		rest = after.subarray(content.size);
	}
	return { answers, rest };
}

function readHead(head: string): Pick<HttpAnswer, 'status' | 'headers'> {
	const [first = '', ...lines] = head.split('\r\n');
	const status = STATUS_LINE.exec(first)?.[1];
	if (status === undefined) throw new Error(`no status line: ${JSON.stringify(first.slice(0, 100))}`);
	const headers = new Map<string, string>();
	for (const line of lines) {
		const [, name, value] = HEADER.exec(line) ?? [];
		if (name === undefined || value === undefined) throw new Error(`no header: ${JSON.stringify(line.slice(0, 100))}`);
		if (headers.has(name.toLowerCase())) throw new Error(`a header twice: ${name}`);
		headers.set(name.toLowerCase(), value);
	}
	return { status: Number(status), headers };
}

interface Content {
	readonly body: Buffer;
	/** Of it on the wire. */
	readonly size: number;
}

/** `undefined` where it is not all there. */
function readBody(headers: ReadonlyMap<string, string>, bytes: Buffer, isOver: boolean): Content | undefined {
	const length = headers.get('content-length');
	const coding = headers.get('transfer-encoding');
	if (length !== undefined && coding !== undefined) throw new Error('both a length and a transfer coding');
	if (length !== undefined) {
		if (!/^\d+$/.test(length)) throw new Error(`a length of ${JSON.stringify(length)}`);
		const size = Number(length);
		return bytes.length < size ? undefined : { body: bytes.subarray(0, size), size };
	}
	if (coding === 'chunked') return readChunks(bytes);
	if (coding !== undefined) throw new Error(`a transfer coding of ${JSON.stringify(coding)}`);
	if (headers.get('connection') !== 'close') throw new Error('a body without an end');
	return isOver ? { body: bytes, size: bytes.length } : undefined;
}

function readChunks(bytes: Buffer): Content | undefined {
	const chunks: Buffer[] = [];
	let at = 0;
	for (;;) {
		const end = bytes.indexOf(LINE_END, at);
		if (end < 0) return undefined;
		const line = bytes.toString('latin1', at, end);
		if (!/^[0-9a-f]+$/i.test(line)) throw new Error(`a chunk of ${JSON.stringify(line.slice(0, 100))} bytes`);
		const size = Number.parseInt(line, 16);
		const from = end + LINE_END.length;
		if (bytes.length < from + size + LINE_END.length) return undefined;
		if (bytes.indexOf(LINE_END, from + size) !== from + size) throw new Error('a chunk without an end');
		at = from + size + LINE_END.length;
		if (size === 0) return { body: Buffer.concat(chunks), size: at };
		chunks.push(bytes.subarray(from, from + size));
	}
}
