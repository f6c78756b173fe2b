import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { ListenAddress, Listener } from '../../../src/platform/sockets.ts';
import type { SystemFailure } from '../../../src/platform/system-failure.ts';
import { freePort } from '../../e2e/free-port.ts';
import { WAITS } from './programs.ts';
import { type Driver, requestFor } from './rig.ts';

interface Listening {
	readonly listener: Listener | undefined;
	/** What failed, at once or later. */
	readonly failures: SystemFailure[];
}

/** A short folder: a test's own has a longer path than a socket may. */
export function socketFolder(t: Test): string {
	const folder = mkdtempSync(join(tmpdir(), 'podvisor-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

export async function socketContract(t: Test, driver: Driver): Promise<void> {
	const { rig } = driver;
	const { sockets } = rig.system;
	const listen = (t: Test, address: ListenAddress): Listening => {
		const failures: SystemFailure[] = [];
		const outcome = sockets.listen(address, {
			onConnection: (socket) => socket.end('hello'),
			onTrouble: (failure) => void failures.push(failure),
		});
		if (outcome.type === 'failed') return { listener: undefined, failures: [outcome.failure] };
		t.teardown(() => outcome.listener.close());
		return { listener: outcome.listener, failures };
	};
	const addresses = async (t: Test): Promise<ListenAddress[]> => [
		{ type: 'unix', path: join(socketFolder(t), 's'), mode: 0o700, owner: undefined },
		{ type: 'tcp', host: '127.0.0.1', port: await freePort() },
	];

	await t.test('where nobody else does, and again when it was closed', async (t) => {
		for (const address of await addresses(t as Test)) {
			const first = listen(t as Test, address);
			t.strictSame(first.listener?.address, address);
			await rig.answers(address);
			const second = listen(t as Test, address);
			await driver.until('the second is refused', () => second.failures.length > 0);
			t.match(second.failures, [{ errno: 'EADDRINUSE' }]);
			first.listener?.close();
			first.listener?.close();
			second.listener?.close();
			for (let turn = 0; turn < 5; turn++) await rig.pass();
			const third = listen(t as Test, address);
			await rig.answers(address);
			t.strictSame(third.failures, []);
			t.strictSame(first.failures, []);
		}
	});

	await t.test('and says why not', async (t) => {
		const path = join(socketFolder(t as Test), 'none', 's');
		rig.breakNext?.('bind', 'ENOENT');
		const { failures } = listen(t as Test, { type: 'unix', path, mode: 0o700, owner: undefined });
		await driver.until('it is told', () => failures.length > 0);
		t.match(failures, [{ errno: 'ENOENT' }]);
	});

	const { fcgiSockets } = rig.capabilities;
	await t.test('for a child that gets the socket as its stdin', { skip: !fcgiSockets }, async (t) => {
		for (const address of await addresses(t as Test)) {
			const outcome = sockets.openListeningSocket(address, 5);
			if (outcome.type === 'failed') throw new Error(JSON.stringify(outcome));
			t.match(sockets.openListeningSocket(address), { type: 'failed', failure: { errno: 'EADDRINUSE' } });
			const program = driver.start(t as Test, WAITS, { stdin: outcome.socket.fd });
			await program.says('ready');
			t.equal(program.stdin.write(Buffer.from('x')), false, 'it has no stdin to write to');
			program.stdin.close();
			outcome.socket.close();
			outcome.socket.close();
		}
	});

	await t.test('or says that it cannot', { skip: fcgiSockets }, async (t) => {
		const [address] = await addresses(t as Test);
		if (address === undefined) throw new Error('no address');
		t.match(sockets.openListeningSocket(address), { type: 'failed', failure: { errno: 'ENOSYS' } });
		t.match(driver.spawn(requestFor(WAITS, { stdin: 0 })), { type: 'not-forked', failure: { errno: 'ENOSYS' } });
	});
}
