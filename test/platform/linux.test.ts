import t from 'tap';
import { createLinuxSystem } from '../../src/platform/linux/linux-system.ts';
import { loadAddon } from '../../src/platform/linux/load-addon.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { findPackageRoot } from '../../src/platform/package-root.ts';
import { contract } from './contract/contract.ts';
import { passRealTime } from './contract/rig.ts';

const loaded = loadAddon(findPackageRoot());
if (loaded.type === 'failed') throw new Error(loaded.reason);
const system = createLinuxSystem({ addon: loaded.addon, files: createNodeFiles() });
t.teardown(() => system.processes.close());

await t.test('the linux adapter keeps the contract', async (t) =>
	contract(t, {
		system,
		pass: passRealTime,
		capabilities: {
			realPipes: true,
			realTimeSignals: true,
			supplementaryGroups: true,
			rlimits: true,
			oomScoreAdj: true,
			orphans: true,
			splice: true,
			closedDescriptors: true,
			realProcesses: true,
		},
	}),
);
