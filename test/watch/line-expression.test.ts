import t from 'tap';
import { lineExpression } from '../../src/watch/line-expression.ts';

t.test('no line of a program keeps the daemon at an expression that goes back and forth', async (t) => {
	for (const [pattern, line] of [
		['(a+)+$', `${'a'.repeat(8000)}!`],
		['^(\\w+\\s?)*done$', 'word '.repeat(1600)],
		['(.*)started(.*)in(.*)ms(.*)up$', 'started in ms '.repeat(580)],
	] as const) {
		// Without linear time none of these has an end.
		t.equal(lineExpression(pattern).test(line), false, pattern);
	}
});

t.test('matches as any regular expression does', async (t) => {
	t.ok(lineExpression('^ready to accept \\d+$').test('ready to accept 12'));
	t.notOk(lineExpression('^ready to accept \\d+$').test('not ready to accept 12'));
	t.ok(lineExpression('(?:listening|started) on .*:(\\d{2,5})\\b').test('[web] started on http://[::1]:3000/'));
	t.ok(lineExpression('(?i:READY)').test('is ready'));
});

t.test('what cannot be matched in linear time is matched all the same', async (t) => {
	t.ok(lineExpression('(?<!not )ready').test('now ready'));
	t.notOk(lineExpression('(?<!not )ready').test('not ready'));
	t.ok(lineExpression('(\\w)\\1').test('well'));
	t.ok(lineExpression('^a{1000}$').test('a'.repeat(1000)));
});
