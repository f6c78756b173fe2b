import type { Clock } from '../system.ts';

/** What happens first among the things of one instant; data last, so that an exit overtakes it, as it may in truth. */
export type FakeRank = 'event' | 'data' | 'end';

const RANKS: Readonly<Record<FakeRank, number>> = { event: 0, data: 1, end: 2 };

interface Task {
	readonly atMs: number;
	readonly rank: number;
	readonly serial: number;
	readonly action: () => void;
}

/** More in one `advance()` than any honest test does: something happens without end in the same instant. */
const MOST_TASKS = 10_000_000;

/** Time that passes only when it is told to. */
export class FakeClock implements Clock {
	/** A heap: no task is due before the one at half its index. */
	readonly #tasks: Task[] = [];
	readonly #cancelled = new Set<Task>();
	readonly #wallAtZero: number;
	#now = 0;
	#serial = 0;

	constructor(wallAtZero: number = Date.UTC(2026, 0, 1)) {
		this.#wallAtZero = wallAtZero;
	}

	now(): number {
		return this.#now;
	}

	wall(): number {
		return this.#wallAtZero + this.#now;
	}

	at(atMs: number, callback: () => void): () => void {
		const task = this.#add(Math.max(atMs, this.#now), 'event', callback);
		return () => this.#cancelled.add(task);
	}

	/** In this instant, but not before the caller has returned. */
	soon(rank: FakeRank, action: () => void): void {
		this.#add(this.#now, rank, action);
	}

	/** Lets time pass: everything that is due on the way happens, in order, and what follows from it. */
	advance(ms: number): void {
		const until = this.#now + ms;
		for (let count = 0; this.#step(until); count++) {
			if (count > MOST_TASKS) throw new Error(`the fake's world does not come to rest at ${this.#now} ms`);
		}
		this.#now = until;
	}

	/** As `advance()`, with a turn of the real loop after each event, for promises and streams. */
	async advanceInTurns(ms: number): Promise<void> {
		const until = this.#now + ms;
		do await new Promise((resolve) => setImmediate(resolve));
		while (this.#step(until));
		this.#now = until;
	}

	/** When something happens next; `undefined` when nothing ever will. */
	nextAt(): number | undefined {
		while (this.#tasks[0] !== undefined && this.#cancelled.delete(this.#tasks[0])) this.#pop();
		return this.#tasks[0]?.atMs;
	}

	#step(until: number): boolean {
		const next = this.nextAt();
		if (next === undefined || next > until) return false;
		this.#now = next;
		this.#pop()?.action();
		return true;
	}

	#add(atMs: number, rank: FakeRank, action: () => void): Task {
		const task = { atMs, rank: RANKS[rank], serial: this.#serial++, action };
		const heap = this.#tasks;
		let index = heap.push(task) - 1;
		while (index > 0) {
			const above = (index - 1) >> 1;
			const other = heap[above] as Task;
			if (!isBefore(task, other)) break;
			heap[index] = other;
			index = above;
		}
		heap[index] = task;
		return task;
	}

	#pop(): Task | undefined {
		const heap = this.#tasks;
		const first = heap[0];
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return first;
		let index = 0;
		for (;;) {
			const left = 2 * index + 1;
			if (left >= heap.length) break;
			const right = left + 1;
			const least = right < heap.length && isBefore(heap[right] as Task, heap[left] as Task) ? right : left;
			if (!isBefore(heap[least] as Task, last)) break;
			heap[index] = heap[least] as Task;
			index = least;
		}
		heap[index] = last;
		return first;
	}
}

function isBefore(a: Task, b: Task): boolean {
	return a.atMs - b.atMs < 0 || (a.atMs === b.atMs && (a.rank - b.rank || a.serial - b.serial) < 0);
}
