import type { IncomingMessage } from 'node:http';
import type { BodyBudget } from './body-budget.ts';
import type { HttpLimits } from './http-limits.ts';
import { HttpRefusal } from './http-refusal.ts';

export interface ReadBodyOptions {
	readonly limits: HttpLimits;
	readonly budget: BodyBudget;
}

/**
 * The whole body of a request. What is beyond the limit is read and thrown away, since a client that is still sending
 * would not see the answer; the connection's deadline ends it.
 * @throws HttpRefusal 413, 503, or 400 where the client went away
 */
export function readBody(request: IncomingMessage, { limits, budget }: ReadBodyOptions): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	let isOver = false;
	let isWhole = false;
	return new Promise<Buffer>((resolve, reject) => {
		const refuse = (status: number, message: string): void => {
			isOver = true;
			chunks.length = 0;
			request.resume();
			reject(new HttpRefusal(status, message));
		};
		if (Number(request.headers['content-length'] ?? 0) > limits.bodyMaxBytes) return refuse(...tooLarge(limits));
		request.on('data', (chunk: Buffer) => {
			if (isOver) return;
			if (size + chunk.length > limits.bodyMaxBytes) return refuse(...tooLarge(limits));
			if (!budget.take(chunk.length)) return refuse(503, 'too many requests are being sent at once; try again\n');
			size += chunk.length;
			chunks.push(chunk);
		});
		const cutOff = (): void => {
			// After the end of each request too: then there is nothing to refuse, nor an error to be made.
			if (!isWhole) reject(new HttpRefusal(400, 'the request was cut off\n'));
		};
		request.on('end', () => {
			isWhole = true;
			resolve(Buffer.concat(chunks));
		});
		request.on('error', cutOff);
		request.on('close', cutOff);
	}).finally(() => budget.giveBack(size));
}

function tooLarge({ bodyMaxBytes }: HttpLimits): [number, string] {
	return [413, `the request is larger than ${bodyMaxBytes} bytes; send less at once\n`];
}
