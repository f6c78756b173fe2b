import { styleText } from 'node:util';
import type { Value } from '../foundation/value.ts';

/** Where a command's words go; a terminal, a pipe, a file. */
export interface TextStream {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string | Uint8Array): unknown;
}

/** Not all commands write to both; each may be opened by the first that does. */
export interface OutputStreams {
	readonly stdout: TextStream;
	readonly stderr: TextStream;
}

export interface OutputOptions {
	readonly isJson: boolean;
	readonly isColored: boolean;
}

/** What went wrong, for `--json`. */
export interface OutputError {
	/** A fault's name (`BAD_NAME`), or one of ours (`UNREACHABLE`, `USAGE`). */
	readonly code: string;
	readonly message: string;
	/** The program that it is about. */
	readonly name?: string;
}

type Style = Parameters<typeof styleText>[0];

/**
 * Says things twice over: as lines for people and for scripts that know supervisorctl's, or as JSON.
 * Errors of commands go to stdout, for supervisorctl has them there; what it does not tell goes to stderr.
 */
export class Output {
	readonly isJson: boolean;
	/** Is stdout a terminal, so that a person reads what supervisorctl's scripts need not understand? */
	readonly isTerminal: boolean;
	readonly #streams: OutputStreams;
	readonly #isColored: boolean;
	#errors: OutputError[] = [];

	constructor(streams: OutputStreams, { isJson, isColored }: OutputOptions) {
		this.#streams = streams;
		this.isJson = isJson;
		this.isTerminal = streams.stdout.isTTY === true && !isJson;
		this.#isColored = isColored;
	}

	get hasErrors(): boolean {
		return this.#errors.length > 0;
	}

	/** A line of supervisorctl's on stdout. */
	say(line: string): void {
		if (!this.isJson) this.#streams.stdout.write(`${line}\n`);
	}

	/** Without the end of a line: a prompt, or a program's output as it came. */
	raw(text: string | Uint8Array): void {
		if (!this.isJson) this.#streams.stdout.write(text);
	}

	/** A line that tells of an error, on stdout as supervisorctl has it. */
	complain(line: string, error: Omit<OutputError, 'message'> & { readonly message?: string }): void {
		this.#errors.push({ message: line, ...error });
		this.say(line);
	}

	/** An error that is told by {@link explain} or not at all, and stands in JSON all the same. */
	note(error: OutputError): void {
		this.#errors.push(error);
	}

	/** What supervisorctl does not tell, on stderr. */
	explain(line: string): void {
		if (!this.isJson) this.#streams.stderr.write(`${line}\n`);
	}

	/** One object of a stream, on a line of its own. */
	emit(value: Value): void {
		if (this.isJson) this.#streams.stdout.write(`${JSON.stringify(value)}\n`);
	}

	/** The end of a command: all that it gave as one JSON object, on a line of its own unless a person reads it. */
	finish(command: string, { exitStatus, result }: { exitStatus: number; result: Value | undefined }): void {
		const errors = this.#errors;
		this.#errors = [];
		if (!this.isJson) return;
		const whole = { command, exit_status: exitStatus, result: result ?? null, errors };
		this.#streams.stdout.write(`${JSON.stringify(whole, null, this.#streams.stdout.isTTY === true ? 2 : undefined)}\n`);
	}

	paint(style: Style, text: string): string {
		return this.#isColored ? styleText(style, text, { validateStream: false }) : text;
	}
}
