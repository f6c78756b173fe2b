import t from 'tap';
import { RequestPace } from '../../../src/interfaces/http/request-pace.ts';

/** What is told while so many ask in each of these seconds. */
function told(...requests: readonly number[]): string[] {
	const heard: string[] = [];
	let second = 0;
	const pace = new RequestPace({ now: () => second * 1000 }, (isFast) => heard.push(`${second} ${isFast}`));
	for (const count of requests) {
		for (let i = 0; i < count; i++) pace.asked();
		second += 1;
	}
	return heard;
}

t.test('a hundred in a second are fast, ninety-nine are not', async (t) => {
	t.strictSame(told(99, 99, 0, 99), []);
	t.strictSame(told(99, 100), ['1 true']);
});

t.test('it is told in each second, and with the first request after a calm one', async (t) => {
	t.strictSame(told(1000, 1000, 5, 5, 1000), ['0 true', '1 true', '3 false', '4 true']);
});

t.test('a pause is calm too', async (t) => {
	t.strictSame(told(1000, 0, 0, 1000), ['0 true', '3 false', '3 true']);
});
