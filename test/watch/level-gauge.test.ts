import fc from 'fast-check';
import t from 'tap';
import '../fixtures/seed.ts';
import { gaugeDueAt, type LevelGauge, QUIET_GAUGE, readGauge } from '../../src/watch/level-gauge.ts';

const THRESHOLDS = { warning: 80, critical: 95, hysteresis: 0.05 } as const;

function levelsOf(values: readonly (readonly [at: number, value: number])[], sustainedMs: number): string[] {
	let gauge: LevelGauge = QUIET_GAUGE;
	return values.map(([at, value]) => {
		gauge = readGauge(gauge, { at, value, sustainedMs, ...THRESHOLDS });
		return gauge.level;
	});
}

t.test('a level is reached when its threshold was exceeded for the sustained time, without a break', async (t) => {
	const cases: readonly (readonly [string, readonly (readonly [number, number])[], readonly string[]])[] = [
		[
			'at the threshold is not above it',
			[
				[0, 80],
				[60, 80],
			],
			['ok', 'ok'],
		],
		[
			'too short',
			[
				[0, 81],
				[29, 81],
			],
			['ok', 'ok'],
		],
		[
			'long enough',
			[
				[0, 81],
				[30, 81],
			],
			['ok', 'warning'],
		],
		[
			'a break',
			[
				[0, 81],
				[20, 79],
				[40, 81],
				[60, 81],
				[70, 81],
			],
			['ok', 'ok', 'ok', 'ok', 'warning'],
		],
		[
			'straight to critical',
			[
				[0, 96],
				[30, 96],
			],
			['ok', 'critical'],
		],
		[
			'one after the other',
			[
				[0, 81],
				[30, 96],
				[59, 96],
				[60, 96],
			],
			['ok', 'warning', 'warning', 'critical'],
		],
		[
			'held a little below',
			[
				[0, 81],
				[30, 81],
				[31, 77],
				[32, 76],
			],
			['ok', 'warning', 'warning', 'ok'],
		],
		[
			'down by one',
			[
				[0, 96],
				[30, 96],
				[31, 91],
				[32, 90],
				[33, 76],
			],
			['ok', 'critical', 'critical', 'warning', 'ok'],
		],
	];
	for (const [what, values, levels] of cases) t.strictSame(levelsOf(values, 30), levels, what);
	t.strictSame(levelsOf([[0, 96]], 0), ['critical'], 'at once where nothing need be sustained');
});

t.test('what is urgent does not wait', async (t) => {
	const reading = { at: 0, value: 85, sustainedMs: 30, ...THRESHOLDS };
	t.equal(readGauge(QUIET_GAUGE, { ...reading, isUrgent: true }).level, 'critical');
	t.equal(readGauge(QUIET_GAUGE, reading).level, 'ok');
});

t.test('without thresholds there is no level, and one that was is over', async (t) => {
	const none = { at: 50, value: 1e9, warning: undefined, critical: undefined, sustainedMs: 0, hysteresis: 0.05 };
	t.strictSame(readGauge(QUIET_GAUGE, none), QUIET_GAUGE);
	t.equal(readGauge({ ...QUIET_GAUGE, level: 'critical' }, none).level, 'ok');
});

t.test('it says when it would become more serious', async (t) => {
	const above = readGauge(QUIET_GAUGE, { at: 5, value: 96, sustainedMs: 30, ...THRESHOLDS });
	t.equal(gaugeDueAt(above, 30), 35);
	t.equal(gaugeDueAt(readGauge(above, { at: 35, value: 96, sustainedMs: 30, ...THRESHOLDS }), 30), undefined);
	t.equal(gaugeDueAt(QUIET_GAUGE, 30), undefined);
});

t.test(
	'whatever is measured, no level rises before it was sustained, nor falls before it is clearly over',
	async () => {
		const reading = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 60, max: 110 }));
		fc.assert(
			fc.property(fc.array(reading, { maxLength: 60 }), fc.integer({ min: 0, max: 100 }), (steps, sustainedMs) => {
				let at = 0;
				let before: LevelGauge = QUIET_GAUGE;
				const history: { readonly at: number; readonly value: number }[] = [];
				for (const [later, value] of steps) {
					at += later;
					history.push({ at, value });
					const now = readGauge(before, { at, value, sustainedMs, ...THRESHOLDS });
					for (const [level, threshold] of [
						['warning', 80],
						['critical', 95],
					] as const) {
						const wasReached = before.level === 'critical' || before.level === level;
						const isReached = now.level === 'critical' || now.level === level;
						const run = history.slice(history.findLastIndex((each) => each.value <= threshold) + 1);
						const isSustained = run[0] !== undefined && at - run[0].at >= sustainedMs;
						if (isReached && !wasReached && !isSustained && now.level !== 'critical') return false;
						if (level === 'critical' && isReached && !wasReached && !isSustained) return false;
						if (isSustained && !isReached) return false;
						if (wasReached && !isReached && value > threshold * 0.95) return false;
					}
					before = now;
				}
				return true;
			}),
		);
	},
);
