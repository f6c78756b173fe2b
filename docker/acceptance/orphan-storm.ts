import { COUNT_ZOMBIES } from './core-pod.ts';

/** In each storm. */
export const ORPHANS = 300;

/** What a storm left behind. */
export interface Storm {
	/** The most zombies that were seen at a time. */
	readonly peak: number;
	/** Those that were there at the end. */
	readonly left: number;
}

/**
 * A script that makes orphans by double fork, ten at a time (a small --pids-limit must do), counts zombies meanwhile,
 * and at last until there are none, for five seconds (STORM_WAIT) at most. Says `PEAK LEFT`.
 */
export const STORM: string = `
count() {${COUNT_ZOMBIES.replace('echo', ':')}
	[ $zombies -le $peak ] || peak=$zombies
}
now() { read -r up rest </proc/uptime; now=\${up%.*}; }
peak=0 made=0
while [ $made -lt ${ORPHANS} ]; do
	for one in 1 2 3 4 5 6 7 8 9 10; do (sleep 0.01 &); done
	count
	sleep 0.02
	count
	made=$((made + 10))
done
now
until=$((now + \${STORM_WAIT:-5}))
while count; [ $zombies -gt 0 ] && [ $now -lt $until ]; do now; done
echo $peak $zombies`;

/** Reads what the storm said; throws where it failed. */
export function parseStorm(text: string): Storm {
	const [, peak, left] = /(\d+) (\d+)\s*$/.exec(text) ?? [];
	if (peak === undefined || left === undefined) throw new Error(`the storm of orphans failed: ${text.trim()}`);
	return { peak: Number(peak), left: Number(left) };
}

/**
 * A script for the container's Node: runs the storm as a child of the Node process whose inspector listens at
 * 127.0.0.1:9229 (SIGUSR1 opens it), so that the orphans are descendants of a service, and prints what it said.
 */
export const STORM_IN_SERVICE: string = `
const until = Date.now() + 10000;
const list = async () => {
	for (;;) {
		try {
			return await (await fetch('http://127.0.0.1:9229/json/list')).json();
		} catch (error) {
			if (Date.now() > until) throw error;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
};
const [target] = await list();
const socket = new WebSocket(target.webSocketDebuggerUrl);
const run = (storm) => {
	const { execFile } = process.getBuiltinModule('node:child_process');
	return new Promise((resolve) => execFile('sh', ['-c', storm], (error, stdout, stderr) => resolve(stdout + stderr)));
};
socket.onopen = () => {
	const expression = '(' + run + ')(' + JSON.stringify(process.argv[1]) + ')';
	socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, awaitPromise: true } }));
};
socket.onmessage = ({ data }) => {
	const { id, result } = JSON.parse(data);
	if (id !== 1) return;
	console.log(result.result.value ?? JSON.stringify(result));
	process.exit();
};
socket.onerror = () => {
	console.error('the inspector hung up');
	process.exit(1);
};`;
