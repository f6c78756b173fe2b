import t from 'tap';
import type { Config } from '../../src/config/config.ts';
import { makePlan } from '../../src/supervision/plan.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';

t.test('listeners and fcgi-programs have their place like any other', async (t) => {
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
	const keys = ['web:web', 'mailer:mailer', 'php:php'];
	t.same([...members.keys()], keys);
	t.same(startOrder, keys);
	t.same(
		stopLayers,
		keys.toReversed().map((key) => [key]),
	);
});
