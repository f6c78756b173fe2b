import { oneLine } from '../foundation/one-line.ts';

/** More would not be read. */
const MOST_TOLD = 5;

/** One line of them all, whatever programs printed into them. */
export function joinReasons(reasons: readonly string[]): string {
	const told = reasons.slice(0, MOST_TOLD).map((reason) => oneLine(reason));
	const more = reasons.length - told.length;
	return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
