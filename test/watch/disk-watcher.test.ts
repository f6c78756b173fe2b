import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import type { Config } from '../../src/config/config.ts';
import type { Observation } from '../../src/events/observation.ts';
import { createFakeSystem, type FakeSystem } from '../../src/platform/fake/fake-system.ts';
import type { FilesystemSpace } from '../../src/platform/filesystem-space.ts';
import { diskPaths } from '../../src/watch/disk-paths.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { type PodOnFake, startPodOnFake } from '../fixtures/pod-on-fake.ts';

const GIB = 1024 ** 3;
const LOG = '/tmp/podvisord.log';

function space(device: number, usedShare: number, inodesUsedShare = 0.1): FilesystemSpace {
	const freeBytes = Math.round((1 - usedShare) * 100) * GIB;
	const freeInodes = Math.round((1 - inodesUsedShare) * 1000);
	return { device, totalBytes: 100 * GIB, unusedBytes: freeBytes, freeBytes, totalInodes: 1000, freeInodes };
}

interface DiskScene extends PodOnFake {
	readonly system: FakeSystem;
	readonly told: string[];
	readonly reasons: string[];
	pass(ms: number): Promise<void>;
}

const INTERVAL_MS = 60_000;

function config(paths: readonly string[]): Config {
	const stdout = { ...processConfig().stdout, target: { type: 'file', path: '/var/log/web.log' } } as const;
	const program = processConfig({ stdout });
	return {
		...podConfig([program], { logfile: { type: 'file', path: LOG } }),
		diskWatcher: { paths, warning: 0.9, critical: 0.95, intervalMs: INTERVAL_MS },
	};
}

async function startScene(
	spaces: Readonly<Record<string, FilesystemSpace>>,
	paths: readonly string[] = [],
): Promise<DiskScene> {
	const system = createFakeSystem();
	for (const [path, each] of Object.entries({ '/tmp': space(99, 0.1), ...spaces })) system.disks.spaces.set(path, each);
	const pod = startPodOnFake(config(paths), system);
	const told: string[] = [];
	const reasons: string[] = [];
	pod.session.watch.observations.on('disk', (seen: Observation & { type: 'disk' }) => {
		told.push(`${seen.path} ${seen.resource} ${seen.level}`);
		reasons.push(seen.reason);
	});
	return {
		...pod,
		system,
		told,
		reasons,
		async pass(ms) {
			for (let passed = 0; passed < ms; passed += 1000) {
				system.advance(1000);
				await setImmediate();
			}
		},
	};
}

t.test('a disk that fills is told at its warning, when it is critical, and when it is over', async (t) => {
	const scene = await startScene({ '/var/log': space(1, 0.5) });
	await scene.pass(2000);
	t.match(scene.session.watch.disk.latest, [
		{ path: '/tmp' },
		{ path: '/var/log', totalBytes: 100 * GIB, freeBytes: 50 * GIB, usedShare: 0.5, inodesUsedShare: 0.1, level: 'ok' },
	]);
	for (const share of [0.91, 0.92, 0.96, 0.94, 0.91, 0.89, 0.5]) {
		scene.system.disks.spaces.set('/var/log', space(1, share));
		await scene.pass(INTERVAL_MS);
	}
	t.strictSame(scene.told, [
		'/var/log space warning',
		'/var/log space critical',
		'/var/log space warning',
		'/var/log space ok',
	]);
	t.match(scene.reasons, [
		/the disk of '\/var\/log' is 91 % full: 9 GiB of 100 GiB are free/,
		/96 %/,
		/91 %/,
		/is 50 % full only, again/,
	]);
});

t.test('inodes are told apart from the space', async (t) => {
	const scene = await startScene({ '/var/log': space(1, 0.5, 0.97) });
	await scene.pass(2000);
	t.strictSame(scene.told, ['/var/log inodes critical']);
	t.match(scene.reasons, [/has 97 % of its inodes in use: 30 of 1000 are free/]);
	t.equal(scene.session.watch.disk.latest.find(({ path }) => path === '/var/log')?.level, 'critical');
});

t.test('paths on one file system are told once, by the first that is listed', async (t) => {
	const scene = await startScene({ '/data': space(7, 0.99), '/var/log': space(7, 0.99) }, ['/data']);
	await scene.pass(130_000);
	t.strictSame(scene.told, ['/data space critical']);
	t.strictSame(
		scene.session.watch.disk.latest.map(({ path }) => path),
		['/data', '/tmp'],
	);
});

t.test('a file system that counts no inodes, or has no size, is never full', async (t) => {
	const nothing = { device: 1, totalBytes: 0, unusedBytes: 0, freeBytes: 0, totalInodes: 0, freeInodes: 0 };
	const scene = await startScene({ '/var/log': nothing });
	await scene.pass(2000);
	t.strictSame(scene.told, []);
});

t.test('a path that cannot be looked at is told once in the log, and looked at again', async (t) => {
	const scene = await startScene({}, ['/data']);
	scene.system.disks.spaces.set('/var/log', space(1, 0.5));
	await scene.pass(3 * INTERVAL_MS);
	scene.system.disks.spaces.set('/data', space(2, 0.5));
	await scene.pass(2 * INTERVAL_MS);
	const lines = scene
		.log()
		.split('\n')
		.filter((line) => line.includes("'/data'"));
	t.equal(lines.length, 2);
	t.match(lines, [/cannot tell how full the disk of '\/data' is \(ENOENT\)/, /'\/data' can be looked at/]);
	t.strictSame(scene.told, []);
});

t.test('a mount that hangs is told, asked once, and keeps nobody waiting', async (t) => {
	const scene = await startScene({ '/net': space(5, 0.5), '/var/log': space(1, 0.5) }, ['/net']);
	const { disks } = scene.system;
	disks.hung.add('/net');
	await scene.pass(10 * INTERVAL_MS);
	t.strictSame(scene.told, ['/net space critical']);
	t.match(scene.reasons, [/'\/net' does not answer/]);
	t.equal(disks.asked.filter((path) => path === '/net').length, 1);
	t.ok(disks.asked.filter((path) => path === '/var/log').length >= 9, 'the others are looked at as ever');
	disks.recover('/net');
	await scene.pass(2 * INTERVAL_MS);
	t.strictSame(scene.told, ['/net space critical', '/net space ok']);
	t.ok(disks.asked.filter((path) => path === '/net').length >= 2);
});

t.test('many that hang take no more than two questions', async (t) => {
	const paths = ['/a', '/b', '/c', '/d', '/e'];
	const scene = await startScene({ '/var/log': space(1, 0.5) }, paths);
	for (const path of paths) scene.system.disks.hung.add(path);
	await scene.pass(10 * INTERVAL_MS);
	t.strictSame(scene.system.disks.asked.toSorted(), ['/a', '/b']);
	t.strictSame(scene.told, ['/a space critical', '/b space critical']);
});

t.test('without [disk_watcher] nothing is asked', async (t) => {
	const system = createFakeSystem();
	const { session } = startPodOnFake({ ...config([]), diskWatcher: undefined }, system);
	system.advance(10 * INTERVAL_MS);
	await setImmediate();
	t.strictSame(system.disks.asked, []);
	t.strictSame(session.watch.disk.latest, []);
});

t.test('the folders of all logs are watched, each once, and those of alerts', async (t) => {
	const file = (path: string) => ({ ...processConfig().stdout, target: { type: 'file', path } }) as const;
	const descriptor = { ...processConfig().stdout, target: { type: 'descriptor', fd: 1, path: '/dev/stdout' } } as const;
	const auto = { ...processConfig().stdout, target: { type: 'auto' } } as const;
	const base = podConfig(
		[
			processConfig({ name: 'a', stdout: file('/var/log/a.log'), stderr: file('/var/log/a.err') }),
			processConfig({ name: 'b', stdout: descriptor, stderr: auto }),
		],
		{ logfile: { type: 'file', path: '/srv/podvisord.log' }, childlogdir: '/run/logs' },
	);
	const later = processConfig({ name: 'c', stdout: file('/opt/c/c.log') });
	const disk = { paths: ['/data', '/var/log'], warning: 0.9, critical: 0.95, intervalMs: INTERVAL_MS };
	t.strictSame(diskPaths({ ...base, diskWatcher: disk }, [later]), [
		'/data',
		'/var/log',
		'/srv',
		'/run/logs',
		'/opt/c',
	]);
});
