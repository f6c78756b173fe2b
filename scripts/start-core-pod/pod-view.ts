import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters, styleText } from 'node:util';
import type { PodEvent } from './pod-event.ts';
import { advance, initialProgress, isPodReady, type PodProgress, type ProgramProgress } from './pod-progress.ts';

/** Shows a pod to a person: a block that is redrawn in place on a terminal, a line for each change elsewhere. */
export interface PodView {
	/** Set once the pod was asked to stop: what ends from then on has not failed. */
	isStopping: boolean;
	show(event: PodEvent): void;
	/** A line for good, above the block. */
	print(line: string): void;
}

export interface PodViewOptions {
	/** In the order in which they start. */
	readonly programs: readonly string[];
	readonly pod: { readonly address: string; readonly logDirectory: string };
}

type Colour = 'green' | 'yellow' | 'red' | 'gray' | 'bold' | 'cyan';

const LOOKS: Readonly<Record<string, { readonly symbol: string; readonly colour: Colour }>> = {
	WAITING: { symbol: '○', colour: 'gray' },
	STARTING: { symbol: '◐', colour: 'yellow' },
	RUNNING: { symbol: '◕', colour: 'yellow' },
	READY: { symbol: '●', colour: 'green' },
	BACKOFF: { symbol: '◌', colour: 'red' },
	FATAL: { symbol: '✕', colour: 'red' },
	STOPPING: { symbol: '◑', colour: 'yellow' },
};
const MESSAGE_COLOURS: Readonly<Record<string, Colour>> = { warn: 'yellow', error: 'red', critical: 'red' };
const FAILURES = ['BACKOFF', 'FATAL', 'EXITED', 'UNKNOWN'];
const LAST_LOG_LINES = 5;
const TAIL_BYTES = 4096;

export function createPodView(stream: NodeJS.WriteStream, { programs, pod }: PodViewOptions): PodView {
	const startedMs = performance.now();
	const paint = (colour: Colour, text: string) => styleText(colour, text, { stream });
	let progress: PodProgress = initialProgress(programs);
	let wasReady = false;
	let blockLines = 0;
	// The terminal was closed (EIO) or the pipe's reader left (EPIPE): the pod still has to be stopped in order.
	stream.on('error', () => {});

	const erase = () => (stream.isTTY && blockLines > 0 ? `\x1b[${blockLines}A\x1b[J` : '');
	const draw = (above = '') => {
		const block = stream.isTTY
			? renderBlock(progress, { paint, address: wasReady && !view.isStopping ? pod.address : undefined })
			: [];
		stream.write(`${erase()}${above}${block.map((line) => `${line}\n`).join('')}`);
		blockLines = block.length;
	};
	const print = (line: string) => draw(`${line}\n`);

	const view: PodView = {
		isStopping: false,
		show(event) {
			if (event.type === 'message') return print(paint(MESSAGE_COLOURS[event.level] ?? 'gray', event.text));
			const elapsedMs = performance.now() - startedMs;
			const before = progress;
			progress = advance(progress, event, elapsedMs);
			const changes = progress.filter((program, index) => changed(before[index], program));
			draw(stream.isTTY ? '' : changes.map(changeLine).join(''));
			if (event.type === 'state' && FAILURES.includes(event.state) && !view.isStopping) {
				print(paint('red', event.message));
				const log = join(pod.logDirectory, `${event.process}.log`);
				for (const line of lastLogLines(log)) print(paint('gray', `  │ ${line}`));
			}
			if (wasReady || !isPodReady(progress)) return;
			wasReady = true;
			print(`The core pod is ready after ${seconds(elapsedMs)}: ${paint('bold', pod.address)} (Ctrl-C stops it)`);
		},
		print,
	};
	return view;
}

function renderBlock(progress: PodProgress, { paint, address }: Painting): string[] {
	const width = Math.max(...progress.map(({ name }) => name.length));
	const lines = progress.map((program) => {
		const look = LOOKS[word(program)] ?? { symbol: '○', colour: 'gray' };
		const pid = program.pid === undefined ? '' : `pid ${program.pid}`;
		const cells = [
			program.name.padEnd(width),
			paint(look.colour, word(program).toLowerCase().padEnd(8)),
			pid.padEnd(12),
		];
		return `  ${paint(look.colour, look.symbol)} ${cells.join('  ')}${details(program)}`.trimEnd();
	});
	return address === undefined ? ['', ...lines] : ['', ...lines, `  ${paint('cyan', `→ ${address}`)}`];
}

interface Painting {
	readonly paint: (colour: Colour, text: string) => string;
	readonly address: string | undefined;
}

function changed(before: ProgramProgress | undefined, after: ProgramProgress): boolean {
	return before === undefined || before.pid !== after.pid || word(before) !== word(after);
}

function changeLine(program: ProgramProgress): string {
	const pid = program.pid === undefined ? '' : `, pid ${program.pid}`;
	return `${program.name}: ${word(program).toLowerCase()}${pid}\n`;
}

function word({ state, isReady }: ProgramProgress): string {
	return isReady ? 'READY' : state;
}

function details({ isReady, readyAfterMs, restarts }: ProgramProgress): string {
	if (restarts > 0) return `restarted × ${restarts}`;
	return isReady && readyAfterMs !== undefined ? `after ${seconds(readyAfterMs)}` : '';
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

function lastLogLines(file: string): string[] {
	if (!existsSync(file)) return [];
	const fd = openSync(file, 'r');
	try {
		const { size } = fstatSync(fd);
		const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
		readSync(fd, tail, 0, tail.length, size - tail.length);
		const lines = tail.toString().trimEnd().split('\n').slice(-LAST_LOG_LINES);
		return lines.filter((line) => line !== '').map((line) => stripVTControlCharacters(line).slice(0, 200));
	} finally {
		closeSync(fd);
	}
}
