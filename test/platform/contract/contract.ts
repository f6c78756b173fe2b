import type { Test } from 'tap';
import { commandContract } from './commands.ts';
import { failureContract } from './failures.ts';
import { fileContract } from './files.ts';
import { outputContract } from './output.ts';
import { Driver, type Rig } from './rig.ts';
import { signalContract } from './signals.ts';
import { socketContract } from './sockets.ts';
import { spawnContract } from './spawn.ts';
import { timeContract } from './time.ts';
import { treeContract } from './trees.ts';

/** What every adapter of the port to the system keeps; where one cannot, its capabilities say so. */
export async function contract(t: Test, rig: Rig): Promise<void> {
	const driver = new Driver(rig);
	await t.test('starts programs', async (t) => spawnContract(t as Test, driver));
	await t.test('tells why one did not start', async (t) => failureContract(t as Test, driver));
	await t.test('loses no output', async (t) => outputContract(t as Test, driver));
	await t.test('signals', async (t) => signalContract(t as Test, driver));
	await t.test('finds the whole tree', async (t) => treeContract(t as Test, driver));
	await t.test('listens', async (t) => socketContract(t as Test, driver));
	await t.test('reads files', async (t) => fileContract(t as Test, driver));
	if (rig.capabilities.realProcesses) {
		await t.test('runs commands', async (t) => commandContract(t as Test, driver));
	}
	await t.test('keeps time', async (t) => timeContract(t as Test, driver));
}
