/** What stands in place of a secret. */
export const MASK = '***';

/** The lines of a secret that has several are told apart from what is said by chance if they are as long. */
const LEAST_LINE = 8;

/** The secret, and of one that has several lines each that is long: a program may print a line of a key. */
export function partsOfSecret(secret: string): readonly string[] {
	const lines = secret.split('\n').map((line) => line.trim());
	if (lines.length === 1) return [secret];
	return [secret, ...lines.filter((line) => line.length >= LEAST_LINE)];
}

/** In the order in which they must be masked: one may hold another. */
export function longestFirst(values: Iterable<string>): readonly string[] {
	return [...values].sort((one, other) => other.length - one.length);
}

/** `values`: as `longestFirst` has them, none of them empty. */
export function maskSecrets(text: string, values: readonly string[]): string {
	return values.reduce((masked, value) => masked.replaceAll(value, MASK), text);
}
