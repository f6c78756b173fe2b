/** Memory cgroups for tests, in whichever version this machine counts memory. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMountinfo } from '../../src/platform/cgroup/parse-mountinfo.ts';

export interface TestCgroup {
	readonly version: 1 | 2;
	readonly folder: string;
	/** Words to put before a command that shall run in it. */
	readonly enter: readonly string[];
	/** How often the kernel's OOM killer struck in it. */
	oomKills(): number;
	/** One below it, with a limit of its own; `undefined` in version 2, where one with processes has none. */
	below(limitBytes: number): TestCgroup | undefined;
}

interface Teardown {
	teardown(callback: () => void): void;
}

/** Makes a cgroup with a limit of its own and no swap, for one test; or says why it cannot. */
export function makeMemoryCgroup(t: Teardown, limitBytes: number): TestCgroup | { readonly refused: string } {
	if (process.getuid?.() !== 0) return { refused: 'only root may make cgroups' };
	const failures: string[] = [];
	for (const { version, root } of [...mountedHierarchies(), ...newHierarchies(t)]) {
		const made = makeIn(t, { version, parent: root, limitBytes });
		if (typeof made !== 'string') return made;
		failures.push(`${root}: ${made}`);
	}
	return { refused: `no memory cgroup can be made here (${failures.join('; ') || 'none is mounted, nor can be'})` };
}

interface Hierarchy {
	readonly version: 1 | 2;
	readonly root: string;
}

function mountedHierarchies(): Hierarchy[] {
	const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
	return mounts.flatMap(({ type, mountPoint, superOptions }): Hierarchy[] => {
		if (type === 'cgroup2') return [{ version: 2, root: mountPoint }];
		return type === 'cgroup' && superOptions.includes('memory') ? [{ version: 1, root: mountPoint }] : [];
	});
}

/** Where those that are mounted may not be written to. */
function* newHierarchies(t: Teardown): Generator<Hierarchy> {
	for (const [version, args] of [
		[2, ['-t', 'cgroup2']],
		[1, ['-t', 'cgroup', '-o', 'memory']],
	] as const) {
		const root = mkdtempSync(join(tmpdir(), 'podvisor-cgroup-'));
		if (spawnSync('mount', [...args, 'none', root]).status === 0) {
			t.teardown(() => {
				spawnSync('umount', ['--lazy', root]);
				rmdirSync(root);
			});
			yield { version, root };
		} else {
			rmdirSync(root);
		}
	}
}

let serial = 0;

function makeIn(
	t: Teardown,
	{ version, parent, limitBytes }: { readonly version: 1 | 2; readonly parent: string; readonly limitBytes: number },
): TestCgroup | string {
	const folder = join(parent, `podvisor-test-${process.pid}-${serial++}`);
	const limit = join(folder, version === 1 ? 'memory.limit_in_bytes' : 'memory.max');
	try {
		if (version === 2 && !readFileSync(join(parent, 'cgroup.controllers'), 'utf8').includes('memory')) {
			return 'it does not count memory';
		}
		if (version === 2) writeFileSync(join(parent, 'cgroup.subtree_control'), '+memory');
		mkdirSync(folder);
	} catch (error) {
		return String(error);
	}
	t.teardown(() => void removeSoon(folder));
	try {
		writeFileSync(limit, String(limitBytes));
		const swap = join(folder, version === 1 ? 'memory.swappiness' : 'memory.swap.max');
		if (existsSync(swap)) writeFileSync(swap, '0');
	} catch (error) {
		return String(error);
	}
	const events = join(folder, version === 1 ? 'memory.oom_control' : 'memory.events');
	return {
		version,
		folder,
		enter: ['sh', '-c', `echo 0 > ${join(folder, 'cgroup.procs')} && exec "$@"`, 'sh'],
		oomKills: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(events, 'utf8'))?.[1] ?? Number.NaN),
		below(bytes) {
			if (version === 2) return undefined;
			const made = makeIn(t, { version, parent: folder, limitBytes: bytes });
			if (typeof made === 'string') throw new Error(made);
			return made;
		},
	};
}

/** The kernel lets go of the dead a moment after they were reaped. */
function removeSoon(folder: string): void {
	for (let tries = 0; ; tries++) {
		try {
			rmdirSync(folder);
			return;
		} catch (error) {
			if (tries === 200) throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
		}
	}
}
