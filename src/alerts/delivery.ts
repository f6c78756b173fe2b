/** What became of an attempt to deliver. */
export type Delivery =
	| { readonly type: 'delivered' }
	/** It may go well later. */
	| {
			readonly type: 'retry';
			/** A phrase without secrets, e.g. `connection refused`. */
			readonly reason: string;
			/** The other end asked for this patience. */
			readonly afterMs: number | undefined;
			/** It may be this alert that the other end cannot stomach: it is not tried for ever. */
			readonly isSuspect: boolean;
	  }
	/** It never will. */
	| { readonly type: 'refused'; readonly reason: string };

export const DELIVERED: Delivery = { type: 'delivered' };

export function retryLater(reason: string, afterMs?: number): Delivery {
	return { type: 'retry', reason, afterMs, isSuspect: false };
}

export function refusedFor(reason: string): Delivery {
	return { type: 'refused', reason };
}
