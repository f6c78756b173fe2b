import { AnsiStripper } from './ansi-stripper.ts';
import { CapturedMessage } from './captured-message.ts';
import type { CaptureTap } from './stream-tap.ts';
import { TagSplitter } from './tag-splitter.ts';

export interface CaptureModeOptions extends CaptureTap {
	/** Escape sequences do not belong to a message. */
	readonly stripsAnsi: boolean;
	/** What stands outside of tags, as it was written. */
	readonly onLogged: (bytes: Buffer) => void;
	/** What stands inside, as it comes and without escape sequences. */
	readonly onCaptured: (bytes: Buffer) => void;
	/** The writer is gone in the middle of a message: what was kept of it. */
	readonly onUnfinished: (bytes: Buffer) => void;
}

/** Takes the messages out of a stream: what stands between `<!--XSUPERVISOR:BEGIN-->` and `<!--XSUPERVISOR:END-->`. */
export class CaptureMode {
	readonly #options: CaptureModeOptions;
	readonly #splitter: TagSplitter;
	readonly #stripper: AnsiStripper | undefined;
	readonly #message: CapturedMessage;

	constructor(options: CaptureModeOptions) {
		this.#options = options;
		this.#stripper = options.stripsAnsi ? new AnsiStripper() : undefined;
		this.#message = new CapturedMessage(options.maxBytes);
		this.#splitter = new TagSplitter({
			onOutside: options.onLogged,
			onInside: (bytes) => this.#capture(this.#stripper?.strip(bytes) ?? bytes),
			onEnd: () => {
				this.#endStripping();
				options.onMessage(this.#message.take());
			},
		});
	}

	write(chunk: Buffer): void {
		this.#splitter.write(chunk);
	}

	/** supervisord forgets a message without an end; here every byte is either in a message or in the log. */
	end(): void {
		this.#splitter.end();
		this.#endStripping();
		const unfinished = this.#message.take();
		if (unfinished.length > 0) this.#options.onUnfinished(unfinished);
	}

	#endStripping(): void {
		if (this.#stripper !== undefined) this.#capture(this.#stripper.end());
	}

	#capture(bytes: Buffer): void {
		if (bytes.length === 0) return;
		this.#message.append(bytes);
		this.#options.onCaptured(bytes);
	}
}
