import type { Answer } from './answer.ts';

interface Terminal {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WritableStream;
}

const ENTER: readonly string[] = ['\r', '\n'];
const BACKSPACE: readonly string[] = ['\x7f', '\b'];
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';

/** Asks at the terminal for what must not be seen there. */
export function readSecret(prompt: string, { stdin, stdout }: Terminal): Promise<Answer> {
	return new Promise((resolve) => {
		let typed = '';
		const finish = (answer: Answer): void => {
			stdin.off('data', onData);
			stdin.setRawMode(false);
			stdin.pause();
			stdout.write('\n');
			resolve(answer);
		};
		const onData = (chunk: Buffer | string): void => {
			for (const character of chunk.toString()) {
				const end = endOf(character, typed);
				if (end !== undefined) {
					finish(end);
					return;
				}
				if (character === CTRL_U) typed = '';
				else if (BACKSPACE.includes(character)) typed = [...typed].slice(0, -1).join('');
				else if (character >= ' ') typed += character;
			}
		};
		stdout.write(prompt);
		stdin.setRawMode(true);
		stdin.on('data', onData);
		stdin.resume();
	});
}

function endOf(character: string, typed: string): Answer | undefined {
	if (ENTER.includes(character)) return { type: 'line', line: typed };
	if (character === CTRL_C) return { type: 'interrupt' };
	return character === CTRL_D && typed === '' ? { type: 'end' } : undefined;
}
