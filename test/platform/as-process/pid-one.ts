/** Runs as PID 1 of a namespace of its own, and prints what it saw as JSON. */
import { execa } from 'execa';
import { requestFor } from '../contract/rig.ts';
import { linuxRig, shell } from '../linux-rig.ts';

const { driver, system } = linuxRig();
const { processes } = system;
let orphans = 0;
processes.onOrphan(() => {
	orphans++;
});

function start(script: string): {
	readonly pid: number;
	readonly tree: { leader: number; cookie: string };
	said(): string;
} {
	const request = requestFor(shell(script));
	const outcome = driver.spawn(request);
	if (outcome.type !== 'spawned') throw new Error(JSON.stringify(outcome));
	let said = '';
	outcome.stdout.read(
		(chunk) => {
			said += chunk.toString();
		},
		() => {},
	);
	return { pid: outcome.pid, tree: { leader: outcome.pid, cookie: request.cookie }, said: () => said };
}

const storm = start(`perl -e 'for (1..2000) { if (!fork) { exit if fork; exit } wait }'`);
const helper = await execa('sh', ['-c', 'exit 7'], { reject: false });
await driver.until('the storm is over', () => driver.statusesOf(storm.pid).length > 0 && orphans >= 2000);

const program = start('setsid sh -c "sleep 1000 & echo ready" & wait; exec sleep 1000');
await driver.until('it is ready', () => program.said() === 'ready\n' && processes.liveTree(program.tree).length === 2);
processes.signal(program.pid, 9, { group: true });
await driver.until('it is dead', () => driver.statusesOf(program.pid).length > 0);
const left = processes.liveTree(program.tree);
for (const pid of left) processes.signal(pid, 9, { group: false });
await driver.until('nobody is left', () => processes.liveDescendants().length === 0 && orphans >= 2001);

const all = await execa('ps', ['-A', '-o', 'pid=,stat=']);
console.log(
	JSON.stringify({
		pid: process.pid,
		orphans,
		helper: helper.exitCode,
		left: left.length,
		// ps itself is one.
		others: all.stdout.split('\n').length - 2,
	}),
);
process.exit(0);
