import t from 'tap';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { createPortableSystem } from '../../src/platform/portable/portable-system.ts';
import { contract } from './contract/contract.ts';
import { answersReally, passRealTime } from './contract/rig.ts';

const system = await createPortableSystem({ files: createNodeFiles() });
t.teardown(() => system.processes.close());

await t.test('the portable adapter keeps the contract', async (t) =>
	contract(t, {
		system,
		pass: passRealTime,
		answers: answersReally,
		capabilities: {
			realTimeSignals: false,
			supplementaryGroups: false,
			rlimits: false,
			oomScoreAdj: false,
			orphans: false,
			closedDescriptors: false,
			fcgiSockets: false,
			realProcesses: true,
		},
	}),
);

t.test('says what is lost', async (t) => {
	t.ok(system.lost.length > 5);
	t.throws(() => system.connectDatagram('/dev/log'), { code: 'ENOSYS' });
});
