/** Runs as a container's root, without CAP_SYS_PTRACE, and prints what it sees of another user's program. */
import { readFileSync } from 'node:fs';
import { LISTENS } from '../contract/programs.ts';
import { requestFor } from '../contract/rig.ts';
import { linuxRig, shell } from '../linux-rig.ts';

const { driver, system } = linuxRig();
const { processes } = system;
const identity = { uid: 33, gid: 33, groups: [33] };
const port = Number(process.argv[2]);

const request = requestFor(LISTENS, { args: [String(port)], environment: { NODE: process.execPath }, identity });
// A deadline that passes leaves nobody behind.
process.on('exit', () => {
	for (const pid of processes.liveDescendants()) processes.signal(pid, 9, { group: false });
});

const server = driver.spawn(request);
if (server.type !== 'spawned') throw new Error(JSON.stringify(server));
const tree = { leader: server.pid, cookie: request.cookie };
await driver.until('it listens', () => processes.listeningPorts(tree).size > 0);
const ports = [...processes.listeningPorts(tree)];

const escaping = requestFor(shell('setsid sleep 1000 & exec sleep 0.05'), { identity });
const program = driver.spawn(escaping);
if (program.type !== 'spawned') throw new Error(JSON.stringify(program));
await driver.until('it is dead', () => driver.statusesOf(program.pid).length > 0);
const left = processes.liveTree({ leader: program.pid, cookie: escaping.cookie });

for (const pid of processes.liveDescendants()) processes.signal(pid, 9, { group: false });
await driver.until('nobody is left', () => processes.liveDescendants().length === 0);
const capabilities = BigInt(`0x${/CapEff:\t(\w+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}`);
console.log(
	JSON.stringify({
		ports,
		left: left.length,
		// CAP_SYS_PTRACE is 19, CAP_DAC_OVERRIDE 1.
		mayTrace: (capabilities & (1n << 19n)) !== 0n,
		isStillRoot: process.geteuid?.() === 0 && (capabilities & 2n) !== 0n,
	}),
);
process.exit(0);
