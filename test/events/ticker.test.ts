import t from 'tap';
import { EventBus } from '../../src/events/event-bus.ts';
import type { PodEvent } from '../../src/events/pod-event.ts';
import { Ticker } from '../../src/events/ticker.ts';
import { FakeClock } from '../../src/platform/fake/fake-clock.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const NOON_SECONDS = NOON / 1000;

/** A ticker whose wall clock, beside what passes, can be set. */
function ticking(wallAtZero: number) {
	const fake = new FakeClock(wallAtZero);
	let setByMs = 0;
	const clock = { now: () => fake.now(), wall: () => fake.wall() + setByMs, at: fake.at.bind(fake) };
	const bus = new EventBus((error) => {
		throw error;
	});
	const ticker = new Ticker(clock, bus);
	bus.watchInterest(() => ticker.arm());
	const heard: string[] = [];
	return {
		fake,
		bus,
		ticker,
		heard,
		hear: ({ type, payload }: PodEvent) => void heard.push(`${type} ${payload}`),
		setWall: (ms: number) => {
			setByMs += ms;
		},
	};
}

t.test('nothing is armed while nobody asks for ticks, nor after', async (t) => {
	const { fake, bus, hear, heard } = ticking(NOON);
	const others = bus.subscribe(['PROCESS_STATE', 'SUPERVISOR_STATE_CHANGE'], hear);
	t.equal(fake.nextAt(), undefined);
	const unsubscribe = bus.subscribe(['TICK_60'], hear);
	t.equal(fake.nextAt(), 60_000, 'only the minute is waited for');
	unsubscribe();
	t.equal(fake.nextAt(), undefined);
	others();
	t.strictSame(heard, []);
});

t.test('a tick comes when the wall clock enters the next slice, and says where that begins', async (t) => {
	const { fake, bus, ticker, hear, heard } = ticking(NOON - 61_500);
	bus.subscribe(['TICK'], hear);
	fake.advance(1499);
	t.strictSame(heard, []);
	fake.advance(1);
	t.strictSame(heard.splice(0), [`TICK_5 when:${NOON_SECONDS - 60}`, `TICK_60 when:${NOON_SECONDS - 60}`]);
	fake.advance(55_000);
	t.equal(heard.splice(0).length, 11, 'each five seconds');
	fake.advance(5000);
	t.strictSame(
		heard.splice(0),
		[5, 60, 3600].map((period) => `TICK_${period} when:${NOON_SECONDS}`),
	);
	ticker.close();
	t.equal(fake.nextAt(), undefined);
});

t.test('an hour is noticed within a minute though the clock is set meanwhile', async (t) => {
	const { fake, bus, hear, heard, setWall } = ticking(NOON + 1000);
	bus.subscribe(['TICK_3600'], hear);
	setWall(3 * 3600 * 1000);
	fake.advance(60_000);
	t.strictSame(heard.splice(0), [`TICK_3600 when:${NOON_SECONDS + 3 * 3600}`], 'one, however far it jumped');
	setWall(-2 * 3600 * 1000);
	fake.advance(60_000);
	t.strictSame(heard, [`TICK_3600 when:${NOON_SECONDS + 3600}`], 'backward too, as supervisord has it');
});

t.test('a wall clock that is behind is waited for, without a tick too many', async (t) => {
	const { fake, bus, hear, heard, setWall } = ticking(NOON);
	bus.subscribe(['TICK_5'], hear);
	setWall(-10);
	fake.advance(5009);
	t.strictSame(heard, []);
	fake.advance(1);
	t.strictSame(heard, [`TICK_5 when:${NOON_SECONDS + 5}`]);
});
