import t from 'tap';
import type { Config } from '../../src/config/config.ts';
import { makePlan } from '../../src/supervision/plan.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';

t.test('leaves out event listeners and fcgi-programs, which do not run yet', async (t) => {
	const plain = podConfig([
		processConfig({ name: 'web' }),
		processConfig({ name: 'mailer' }),
		processConfig({ name: 'php' }),
	]);
	const kinds = { web: 'program', mailer: 'eventlistener', php: 'fcgi-program' } as const;
	const config: Config = {
		...plain,
		groups: plain.groups.map((group) => ({ ...group, kind: kinds[group.name as keyof typeof kinds] })),
	};
	const { members, startOrder, stopLayers } = makePlan(config);
	t.same([...members.keys()], ['web:web']);
	t.same(startOrder, ['web:web']);
	t.same(stopLayers, [['web:web']]);
});
