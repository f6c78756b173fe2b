import t from 'tap';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { contract } from './contract/contract.ts';
import * as programs from './contract/programs.ts';

const scripts = new Map(
	Object.values(programs).flatMap((program) =>
		typeof program === 'object' ? [[program.shell, program.fake] as const] : [],
	),
);

const system = createFakeSystem((self) => scripts.get(self.request.argv[2] ?? '')?.(self));

await t.test('the fake adapter keeps the contract', async (t) =>
	contract(t, {
		system,
		pass: async () => system.advance(1),
		breakNext: (step, errno) => system.faults.failNext(step, errno),
		capabilities: {
			realTimeSignals: true,
			supplementaryGroups: false,
			rlimits: false,
			oomScoreAdj: false,
			orphans: true,
			closedDescriptors: false,
			realProcesses: false,
		},
	}),
);
