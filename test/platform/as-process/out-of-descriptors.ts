/** Listens where few descriptors may be open, and lets a child take them all; prints what happened. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { answersReally, passRealTime } from '../contract/rig.ts';
import { linuxRig } from '../linux-rig.ts';

const { system } = linuxRig();
const path = process.argv[2] ?? '';
const address = { type: 'unix', path, mode: 0o700, owner: undefined } as const;

const troubles: string[] = [];
let greeted = 0;
/** Until the latest client's descriptor is free again. */
let open: Promise<unknown> = Promise.resolve();
const outcome = system.sockets.listen(address, {
	onConnection: (socket) => {
		greeted++;
		open = once(socket, 'close');
		socket.end('hello');
	},
	onTrouble: ({ errno }) => void troubles.push(errno),
});
if (outcome.type === 'failed') throw new Error(JSON.stringify(outcome));

const CLIENT = `
const { connect } = require('node:net');
process.stdin.on('data', () => {
	const socket = connect(process.argv[1]).on('error', () => {}).on('close', () => console.log('closed')).resume();
});`;
const client = spawn(process.execPath, ['-e', CLIENT, path], { stdio: ['pipe', 'pipe', 'inherit'] });
client.stdin.write('connect\n');
await once(client.stdout, 'data');
await open;

// All that are left.
const taken: number[] = [];
try {
	for (;;) taken.push(openSync('/dev/null', 'r'));
} catch {
	// EMFILE.
}
client.stdin.write('connect\n');
await once(client.stdout, 'data');
const turnedAway = greeted;
// A connection that could neither be accepted nor closed would wake the loop again and again.
const before = performance.nodeTiming.uvMetricsInfo.loopCount;
for (let turn = 0; turn < 20; turn++) await passRealTime();
const loops = performance.nodeTiming.uvMetricsInfo.loopCount - before;
for (const fd of taken) closeSync(fd);
await answersReally(address);
client.kill();
console.log(JSON.stringify({ troubles, greeted: turnedAway, isGreetedAfterwards: true, loops }));
process.exit(0);
