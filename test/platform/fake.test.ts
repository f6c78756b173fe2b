import type { Socket } from 'node:net';
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
		answers: async (address) => {
			let text = '';
			const end = (answer: string) => {
				text += answer;
			};
			const socket = { end } as unknown as Socket;
			system.sockets.connect(address.type === 'unix' ? address.path : `${address.host}:${address.port}`, socket);
			if (text !== 'hello') throw new Error(`no greeting but '${text}'`);
		},
		breakNext: (step, errno) => system.faults.failNext(step, errno),
		capabilities: {
			realTimeSignals: true,
			supplementaryGroups: false,
			rlimits: false,
			oomScoreAdj: false,
			orphans: true,
			closedDescriptors: false,
			fcgiSockets: true,
			realProcesses: false,
		},
	}),
);
