import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { Observations } from '../../src/events/observations.ts';
import type { DaemonLog } from '../../src/logs/daemon-log.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import type { PodMemory } from '../../src/platform/memory.ts';
import { DiskWatcher } from '../../src/watch/disk-watcher.ts';
import { MemoryWatcher } from '../../src/watch/memory-watcher.ts';
import type { WatchedPod, WatchedProcess } from '../../src/watch/watched-pod.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';

const MIB = 1024 * 1024;
const SILENT = new Proxy({}, { get: () => () => {} }) as DaemonLog;

function podMemory(mib: number): PodMemory {
	return { usedBytes: mib * MIB, limitBytes: 1000 * MIB, source: 'cgroup-v2' };
}

/** The watchers of a session, with what they told. */
function startSession({
	system,
	earlier,
	living,
}: {
	system: ReturnType<typeof createFakeSystem>;
	earlier?: Watchers;
	living: readonly WatchedProcess[];
}) {
	const base = podConfig([]);
	const config = {
		...base,
		memoryWatcher: { ...base.memoryWatcher, watchesPod: true, sustainedMs: 5000 },
		diskWatcher: { paths: ['/data'], warning: 0.8, critical: 0.9, intervalMs: 10_000 },
	};
	const told: string[] = [];
	const observations = new Observations(system.clock, (error) => {
		throw error;
	});
	observations.on('memory', ({ process, level }) => void told.push(`memory ${process?.name ?? 'pod'} ${level}`));
	observations.on('disk', ({ path, level }) => void told.push(`disk ${path} ${level}`));
	const parts = { config, system, log: SILENT, observations };
	const memory = new MemoryWatcher({ ...parts, takeOver: earlier?.memory });
	const disk = new DiskWatcher({ ...parts, takeOver: earlier?.disk });
	const pod: WatchedPod = { living: () => living, unhealthy: () => {} };
	memory.begin(pod);
	disk.begin(pod);
	return { memory, disk, told };
}

interface Watchers {
	readonly memory: MemoryWatcher;
	readonly disk: DiskWatcher;
}

t.test('after a restart in place what is still short is told anew, and what is not to be over', async (t) => {
	const system = createFakeSystem();
	const space = (freeBytes: number) => ({
		device: 1,
		totalBytes: 100,
		unusedBytes: freeBytes,
		freeBytes,
		totalInodes: 0,
		freeInodes: 0,
	});
	const pass = async (ms: number): Promise<void> => {
		for (let passed = 0; passed < ms; passed += 200) {
			system.advance(200);
			await setImmediate();
		}
	};
	const config = processConfig({ name: 'web', memory: { warningBytes: MIB, limitBytes: undefined, action: 'alert' } });
	const tree = { leader: 7, cookie: 'COOKIE=web' };
	const web: WatchedProcess = { key: 'web:web', generation: 1, config, pid: 7, tree, isStopping: false };
	system.memory.look = async (trees) => trees.map(() => ({ rssBytes: 9 * MIB, processes: 1, cpuSeconds: 0 }));
	system.memory.podMemory = podMemory(900);
	system.disks.spaces.set('/data', space(15));
	const first = startSession({ system, living: [web] });
	await pass(20_000);
	t.strictSame(first.told.toSorted(), ['disk /data warning', 'memory pod warning', 'memory web warning']);
	first.memory.close();
	first.disk.close();

	const second = startSession({ system, earlier: first, living: [] });
	await pass(20_000);
	t.strictSame(second.told.toSorted(), ['disk /data warning', 'memory pod warning', 'memory web ok']);
	second.memory.close();
	second.disk.close();

	system.memory.podMemory = podMemory(100);
	system.disks.spaces.set('/data', space(90));
	const third = startSession({ system, earlier: second, living: [] });
	await pass(20_000);
	t.strictSame(third.told.toSorted(), ['disk /data ok', 'memory pod ok']);
	third.memory.close();
	third.disk.close();
});
