import { setFlagsFromString } from 'node:v8';

/**
 * The expression of a `log:` probe. What a program prints decides how long V8's usual engine goes back and forth: even
 * `.*ready` takes a quarter of a second for 8 KiB of something else, and nobody is supervised meanwhile. So V8's other one is
 * taken, in linear time, for all that it can: not for lookarounds, back references and thousands of repetitions.
 */
export function lineExpression(pattern: string): RegExp {
	setFlagsFromString('--enable-experimental-regexp-engine');
	try {
		return new RegExp(pattern, 'l');
	} catch {
		// SyntaxError: it cannot be executed in linear time.
		return new RegExp(pattern);
	}
}
