import type { Interface } from 'node:readline';
import type { Output } from '../output.ts';
import type { Answer } from './answer.ts';
import { readSecret } from './read-secret.ts';

/** Read from when somebody is asked, and not before. */
export interface LineReaderStreams {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WritableStream;
}

export interface LineReaderOptions {
	readonly output: Output;
	/** Both ends are terminals: lines can be edited, recalled and completed. */
	readonly isTerminal: boolean;
	/** What was typed in former times, the oldest first. */
	readonly history?: readonly string[];
	/** What a line can go on with, and which part of it that replaces. */
	readonly complete?: ((line: string) => Promise<readonly [readonly string[], string]>) | undefined;
}

export interface ReadOptions {
	/** Whether it can be recalled later; else it is forgotten. */
	readonly remember?: boolean;
	/** It is not shown as it is typed. */
	readonly isSecret?: boolean;
	readonly signal?: AbortSignal;
}

/** As many lines as the history keeps. */
const HISTORY_LINES = 1000;

/**
 * The one reader of stdin: the shell's lines, answers to questions, and what `fg` passes on.
 * The terminal is raw only while somebody is asked, so that Ctrl-C is a signal while a command runs.
 */
export class LineReader {
	readonly #streams: LineReaderStreams;
	readonly #options: LineReaderOptions;
	#interface: Interface | undefined;
	/** Newest first, as node:readline keeps it. */
	#history: string[];
	#queue: string[] = [];
	#hasEnded = false;
	#answer: ((answer: Answer) => void) | undefined;
	#remembers = false;

	constructor(streams: LineReaderStreams, options: LineReaderOptions) {
		this.#streams = streams;
		this.#options = options;
		this.#history = [...(options.history ?? [])].reverse().slice(0, HISTORY_LINES);
	}

	/** What was typed, the oldest first. */
	get history(): readonly string[] {
		return [...this.#history].reverse();
	}

	async read(prompt: string, { remember = false, isSecret = false, signal }: ReadOptions = {}): Promise<Answer> {
		const { isTerminal, output } = this.#options;
		if (signal?.aborted) return { type: 'interrupt' };
		if (isTerminal && isSecret) {
			this.#closeInterface();
			return readSecret(prompt, this.#streams);
		}
		if (!isTerminal) output.raw(prompt);
		const queued = this.#queue.shift();
		if (queued !== undefined) return { type: 'line', line: queued };
		if (this.#hasEnded) return { type: 'end' };
		this.#remembers = remember;
		return new Promise((resolve) => {
			const abort = (): void => this.#answer?.({ type: 'interrupt' });
			this.#answer = (answer) => {
				this.#answer = undefined;
				signal?.removeEventListener('abort', abort);
				this.#rest();
				resolve(answer);
			};
			signal?.addEventListener('abort', abort);
			this.#listen(prompt);
		});
	}

	/** Gives the terminal back as it was. */
	close(): void {
		this.#closeInterface();
	}

	#listen(prompt: string): void {
		const { isTerminal } = this.#options;
		const { stdin } = this.#streams;
		const reader = this.#interface ?? this.#open();
		this.#interface = reader;
		if (!isTerminal) {
			reader.resume();
			return;
		}
		stdin.setRawMode(true);
		reader.setPrompt(prompt);
		reader.prompt();
	}

	#rest(): void {
		const { isTerminal } = this.#options;
		const { stdin } = this.#streams;
		this.#interface?.pause();
		if (isTerminal) stdin.setRawMode(false);
	}

	#open(): Interface {
		const { isTerminal, complete } = this.#options;
		const { stdin, stdout } = this.#streams;
		const { createInterface } = process.getBuiltinModule('node:readline');
		const reader = isTerminal
			? createInterface({
					input: stdin,
					output: stdout,
					terminal: true,
					history: this.#history,
					historySize: HISTORY_LINES,
					...(complete === undefined ? {} : { completer: completer(complete) }),
				})
			: createInterface({ input: stdin, terminal: false });
		reader.on('history', (history: string[]) => {
			// An answer to a question is nothing to recall.
			if (!this.#remembers) history.shift();
			this.#history = [...history];
		});
		reader.on('line', (line) => {
			if (this.#answer === undefined) this.#queue.push(line);
			else this.#answer({ type: 'line', line });
		});
		reader.on('SIGINT', () => {
			if (reader.line === '') {
				this.#answer?.({ type: 'interrupt' });
				return;
			}
			stdout.write('^C\n');
			reader.write(null, { ctrl: true, name: 'e' });
			reader.write(null, { ctrl: true, name: 'u' });
			reader.prompt();
		});
		reader.on('close', () => {
			if (this.#interface !== reader) return;
			this.#hasEnded = true;
			this.#interface = undefined;
			this.#answer?.({ type: 'end' });
		});
		return reader;
	}

	#closeInterface(): void {
		const reader = this.#interface;
		this.#interface = undefined;
		reader?.close();
	}
}

/** As node:readline wants it. */
function completer(complete: NonNullable<LineReaderOptions['complete']>) {
	return (line: string, callback: (error: null, result: [string[], string]) => void): void => {
		complete(line).then(
			([candidates, part]) => callback(null, [[...candidates], part]),
			// The daemon does not answer: there is nothing to offer, and the command itself will tell.
			() => callback(null, [[], line]),
		);
	};
}
