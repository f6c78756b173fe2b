/** Prints which signals it knows of: with the addon or without, one that came before it looked, one after that, or none. */
import { noteEarlySignals } from '../../../src/platform/early-signals.ts';
import { addonIfLoaded } from '../../../src/platform/own-addon.ts';

const [, , way, ...signals] = process.argv as [string, string, string, ...('SIGINT' | 'SIGTERM' | 'none')[]];
const [before, after] = signals;
// As a module does that NODE_OPTIONS requires.
if (way === 'addon and a listener') for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
send(before);
const early = noteEarlySignals(way === 'no addon' ? undefined : addonIfLoaded);
send(after);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => {
		process.stdout.write(`heard: ${signal}\n`);
		clearTimeout(patience);
	});
}
process.stdout.write(`early: ${early()}\n`);
const patience = setTimeout(() => {}, 10_000);
send('SIGTERM');

function send(signal: 'SIGINT' | 'SIGTERM' | 'none' | undefined): void {
	if (signal !== undefined && signal !== 'none') process.kill(process.pid, signal);
}
