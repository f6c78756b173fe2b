import { connect } from 'node:net';
import { armTimeout } from './arm-timeout.ts';
import { attemptTimeout } from './attempt-timeout.ts';
import { describeConnectionError } from './describe-connection-error.ts';
import { lookupHost } from './lookup-host.ts';
import type { TcpClient, TcpOutcome, TcpRequest } from './tcp-client.ts';

/** Connections on a real system, by either adapter. */
export function createTcpClient(): TcpClient {
	return { connect: connectOnce };
}

function connectOnce({ host, port, timeoutMs, signal }: TcpRequest): Promise<TcpOutcome> {
	if (signal?.aborted) return Promise.resolve({ type: 'failed', error: 'aborted' });
	return new Promise((resolve) => {
		const socket = connect({
			host,
			port,
			lookup: lookupHost,
			autoSelectFamilyAttemptTimeout: attemptTimeout(timeoutMs),
		});
		const settle = (outcome: TcpOutcome): void => {
			disarm();
			signal?.removeEventListener('abort', onAbort);
			socket.destroy();
			resolve(outcome);
		};
		const fail = (error: string): void => settle({ type: 'failed', error });
		const onAbort = (): void => fail('aborted');
		const disarm = armTimeout(timeoutMs, () => fail(`timed out after ${timeoutMs / 1000} s`));
		signal?.addEventListener('abort', onAbort, { once: true });
		socket.on('connect', () => settle({ type: 'connected' }));
		socket.on('error', (error) => fail(describeConnectionError(error)));
	});
}
