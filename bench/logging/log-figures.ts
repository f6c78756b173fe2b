import type { Figure, Goal } from '../measure.ts';

/** How a program writes lines of 100 bytes: bench/native/log-writer.c. */
export const LOG_MODES = ['blocks', 'buffered', 'lines'] as const;

export const LOG_FIGURES: readonly Figure[] = [
	{ name: 'blocks', title: 'writes of 64 KiB', unit: 'MB/s', better: 'higher' },
	{ name: 'buffered', title: 'lines, buffered', unit: 'MB/s', better: 'higher' },
	{ name: 'lines', title: 'lines, unbuffered', unit: 'MB/s', better: 'higher' },
	{ name: 'blocksCpu', title: 'CPU, writes of 64 KiB', unit: 's/GB' },
	{ name: 'bufferedCpu', title: 'CPU, lines buffered', unit: 's/GB' },
	{ name: 'linesCpu', title: 'CPU, lines unbuffered', unit: 's/GB' },
	{ name: 'rss', title: 'peak RSS meanwhile', unit: 'MiB' },
];

export const LOG_PEERS: readonly string[] = ['podvisor', 'supervisord', 's6', 'daemontools', 'runit', 'pm2', 'cat'];

const OTHERS: readonly string[] = LOG_PEERS.filter((name) => name !== 'podvisor');

export const LOG_GOALS: readonly Goal[] = [
	{ figure: 'blocks', than: 'supervisord', atLeast: 1.5 },
	{ figure: 'buffered', than: 'supervisord', atLeast: 1.2 },
	{ figure: 'lines', than: 'supervisord', atLeast: 1 },
	...LOG_MODES.map((figure) => ({ figure, than: 'cat', atLeast: 1 })),
	...LOG_MODES.flatMap((mode) => OTHERS.map((than) => ({ figure: `${mode}Cpu`, than, atMost: 1 }))),
	{ figure: 'rss', atMost: 60 },
];
