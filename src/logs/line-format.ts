import type { LogFormat } from '../config/config.ts';

const LINE_END = Buffer.from('\n');

/** Whose lines they are. */
export interface LineOrigin {
	/** As a person sees it: `nginx` or `workers:mail_00`. */
	readonly program: string;
	readonly stream: 'stdout' | 'stderr';
	/** Milliseconds since 1970. */
	readonly wall: () => number;
}

/** Makes of lines what reaches the container's output; always whole lines. */
export interface LineFormat {
	/** `block`: whole lines, each with its newline. */
	lines(block: Buffer): Buffer;
	/** A line without a newline; with `isCut` its rest comes as the next line. */
	piece(bytes: Buffer, isCut: boolean): Buffer;
}

/**
 * `raw`: the line as it is. `text`: `name | line`, the bytes of the line as they are. `json`: one object a line,
 * `{"time": ISO 8601 in UTC with milliseconds, "program": …, "stream": "stdout" | "stderr", "message": …}`, with
 * `"partial": true` where the line was too long and goes on in the next object. The message is always a string, a line
 * that is JSON itself included: what a program prints cannot change the shape of the record. Bytes that are not UTF-8
 * become U+FFFD.
 */
export function createLineFormat(format: LogFormat, origin: LineOrigin): LineFormat {
	switch (format) {
		case 'raw':
			return { lines: (block) => block, piece: (bytes) => Buffer.concat([bytes, LINE_END]) };
		case 'text':
			return textFormat(origin.program);
		case 'json':
			return jsonFormat(origin);
	}
}

function textFormat(program: string): LineFormat {
	// In Latin-1 each byte is one character, so that V8 may search and replace in bytes that are not UTF-8.
	const prefix = Buffer.from(`${program} | `).toString('latin1');
	const nextLine = `\n${prefix}`;
	return {
		lines(block) {
			const text = block.toString('latin1', 0, block.length - 1);
			return Buffer.from(`${prefix}${text.replaceAll('\n', () => nextLine)}\n`, 'latin1');
		},
		piece: (bytes) => Buffer.from(`${prefix}${bytes.toString('latin1')}\n`, 'latin1'),
	};
}

function jsonFormat({ program, stream, wall }: LineOrigin): LineFormat {
	const origin = `","program":${JSON.stringify(program)},"stream":"${stream}",`;
	const opening = () => `{"time":"${new Date(wall()).toISOString()}${origin}`;
	return {
		lines(block) {
			const start = `${opening()}"message":`;
			const lines = block.toString('utf8', 0, block.length - 1).split('\n');
			return Buffer.from(`${start}${lines.map(quote).join(`}\n${start}`)}}\n`);
		},
		piece(bytes, isCut) {
			const message = quote(bytes.toString());
			return Buffer.from(`${opening()}${isCut ? '"partial":true,' : ''}"message":${message}}\n`);
		},
	};
}

function quote(line: string): string {
	return JSON.stringify(line);
}
