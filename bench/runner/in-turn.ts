/**
 * All items in the order of this turn (from 0), so that over 2 × n turns each stands at each place twice, and follows each other
 * one twice: who comes after one that frees gigabytes finds another machine. A balanced Latin square (E. J. Williams,
 * "Experimental designs balanced for the estimation of residual effects of treatments", 1949); for an odd number, it and its mirror
 * image.
 */
export function inTurn<Item>(items: readonly Item[], turn: number): Item[] {
	const count = items.length;
	// 0, 1, -1, 2, -2 and so on.
	const places = items.map((_, place) => (place % 2 === 1 ? (place + 1) / 2 : count - place / 2));
	const order = places.map((place) => items[(place + turn) % count] as Item);
	return count % 2 === 1 && turn % 2 === 1 ? order.reverse() : order;
}
