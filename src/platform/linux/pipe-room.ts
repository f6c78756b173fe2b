/**
 * Enough for what a child writes while the loop is busy. Linux allows the pipes of a user without CAP_SYS_RESOURCE, which
 * container root is, 64 MiB together, and gives those beyond it 8 KB: with 256 KiB that is room for 128 programs.
 */
export const OUTPUT_PIPE_BYTES: number = 256 * 1024;
/**
 * For as long as very much comes in small writes: a writer has room to go on while we write, and need not be woken for each
 * piece. Who writes much at once is no quicker for it: its bytes are in no CPU's cache any more when we copy them.
 */
export const LARGE_PIPE_BYTES: number = 1024 * 1024;
const LOOK_EVERY_MS = 1000;

/** The capacity of a program's pipe: large while that is needed, and a second or two more. */
export class PipeRoom {
	readonly #resize: (bytes: number) => number;
	#timer: NodeJS.Timeout | undefined;
	#isLarge = false;
	#isNeeded = false;

	/** @param resize Gives the capacity there is then, or a negative errno. */
	constructor(resize: (bytes: number) => number) {
		this.#resize = resize;
	}

	/** Room for much is needed, now and in the next second. */
	enlarge(): void {
		this.#isNeeded = true;
		if (this.#timer !== undefined) return;
		// EPERM: the user's pipes have all that they may; it stays as large as it is.
		this.#isLarge = this.#resize(LARGE_PIPE_BYTES) > 0;
		this.#timer = setTimeout(() => this.#look(), LOOK_EVERY_MS);
	}

	/** The descriptor is about to be closed. */
	close(): void {
		clearTimeout(this.#timer);
	}

	#look(): void {
		const isNeeded = this.#isNeeded;
		this.#isNeeded = false;
		// EBUSY: more than that is in it just now.
		if (isNeeded || (this.#isLarge && this.#resize(OUTPUT_PIPE_BYTES) < 0)) this.#timer?.refresh();
		else this.#timer = undefined;
	}
}
