import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { findMemoryCgroup } from '../../src/platform/cgroup/find-memory-cgroup.ts';
import { OwnCgroup } from '../../src/platform/cgroup/own-cgroup.ts';
import { parseMeminfo } from '../../src/platform/cgroup/parse-meminfo.ts';
import { parseMountinfo } from '../../src/platform/cgroup/parse-mountinfo.ts';

const MIB = 1024 * 1024;
/** What version 1 tells for "no limit" on x64. */
const NO_LIMIT = '9223372036854771712';

/** A machine as its files show it: a path, and what is in it. */
type Machine = Readonly<Record<string, string>>;

const MEMINFO = [
	'MemTotal:        8388608 kB',
	'MemFree:          524288 kB',
	'MemAvailable:    6291456 kB',
	'Buffers:           10240 kB',
	'',
].join('\n');

const DOCKER_ID = '/docker/3f1e0d';

const DOCKER_V1_CGROUP = [
	'12:pids:/docker/3f1e0d',
	'11:memory:/docker/3f1e0d',
	'10:cpu,cpuacct:/docker/3f1e0d',
	'1:name=systemd:/docker/3f1e0d',
	'',
].join('\n');

const DOCKER_V1_MOUNTS = [
	'620 615 0:53 / / rw,relatime master:270 - overlay overlay rw,lowerdir=/a:/b,upperdir=/c,workdir=/d',
	`630 629 0:30 ${DOCKER_ID} /sys/fs/cgroup/cpu,cpuacct ro,nosuid - cgroup cgroup rw,cpu,cpuacct`,
	`631 629 0:33 ${DOCKER_ID} /sys/fs/cgroup/memory ro,nosuid,nodev,noexec,relatime master:14 - cgroup cgroup rw,memory`,
	'',
].join('\n');

const V2_MOUNT = '34 24 0:29 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot\n';

function v1(
	folder: string,
	{ usage, limit = NO_LIMIT, inactive = 0, hierarchical = limit, kills = 0 }: Figures,
): Machine {
	return {
		[`${folder}/memory.usage_in_bytes`]: `${usage}\n`,
		[`${folder}/memory.limit_in_bytes`]: `${limit}\n`,
		[`${folder}/memory.stat`]: `cache 1\ninactive_file 7\nhierarchical_memory_limit ${hierarchical}\ntotal_inactive_file ${inactive}\n`,
		[`${folder}/memory.oom_control`]: `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}\n`,
	};
}

function v2(folder: string, { usage, limit = 'max', inactive = 0, kills = 0 }: Figures): Machine {
	return {
		[`${folder}/memory.current`]: `${usage}\n`,
		[`${folder}/memory.max`]: `${limit}\n`,
		[`${folder}/memory.stat`]: `anon 5\nfile 9\ninactive_anon 3\ninactive_file ${inactive}\n`,
		[`${folder}/memory.events`]: `low 0\nhigh 0\nmax 7\noom 3\noom_kill ${kills}\noom_group_kill 0\n`,
	};
}

interface Figures {
	readonly usage: number;
	readonly limit?: number | string;
	readonly inactive?: number;
	readonly hierarchical?: number | string;
	readonly kills?: number;
}

function machine(t: Test, files: Machine): OwnCgroup {
	const root = t.testdir({});
	for (const [path, text] of Object.entries({ '/proc/meminfo': MEMINFO, ...files })) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
	return new OwnCgroup(root);
}

const HOST = { usedBytes: 2048 * MIB, limitBytes: 8192 * MIB, source: 'host' } as const;

const MACHINES: readonly (readonly [string, Machine, object | undefined])[] = [
	[
		'Docker with version 1',
		{
			'/proc/self/cgroup': DOCKER_V1_CGROUP,
			'/proc/self/mountinfo': DOCKER_V1_MOUNTS,
			...v1('/sys/fs/cgroup/memory', { usage: 300 * MIB, limit: 512 * MIB, inactive: 100 * MIB }),
		},
		{ usedBytes: 200 * MIB, limitBytes: 512 * MIB, source: 'cgroup-v1' },
	],
	[
		'Docker with version 1, no limit',
		{
			'/proc/self/cgroup': DOCKER_V1_CGROUP,
			'/proc/self/mountinfo': DOCKER_V1_MOUNTS,
			...v1('/sys/fs/cgroup/memory', { usage: 300 * MIB }),
		},
		HOST,
	],
	[
		'version 1 with a tighter limit above, where nobody sees it',
		{
			'/proc/self/cgroup': DOCKER_V1_CGROUP,
			'/proc/self/mountinfo': DOCKER_V1_MOUNTS,
			...v1('/sys/fs/cgroup/memory', { usage: 300 * MIB, limit: 900 * MIB, hierarchical: 600 * MIB }),
		},
		{ usedBytes: 300 * MIB, limitBytes: 600 * MIB, source: 'cgroup-v1' },
	],
	[
		'Docker with version 2, in a cgroup namespace',
		{
			'/proc/self/cgroup': '0::/\n',
			'/proc/self/mountinfo': V2_MOUNT,
			...v2('/sys/fs/cgroup', { usage: 300 * MIB, limit: 512 * MIB, inactive: 100 * MIB }),
		},
		{ usedBytes: 200 * MIB, limitBytes: 512 * MIB, source: 'cgroup-v2' },
	],
	[
		'Docker with version 2 and the cgroup namespace of the host',
		{
			'/proc/self/cgroup': '0::/system.slice/docker-3f1e0d.scope\n',
			'/proc/self/mountinfo': V2_MOUNT,
			...v2('/sys/fs/cgroup/system.slice/docker-3f1e0d.scope', { usage: 300 * MIB, limit: 512 * MIB }),
			...v2('/sys/fs/cgroup/system.slice', { usage: 3000 * MIB }),
		},
		{ usedBytes: 300 * MIB, limitBytes: 512 * MIB, source: 'cgroup-v2' },
	],
	[
		'Kubernetes, where the limit of the pod is tighter than that of the container',
		{
			'/proc/self/cgroup': '0::/kubepods.slice/kubepods-podx.slice/cri-y.scope\n',
			'/proc/self/mountinfo': V2_MOUNT,
			...v2('/sys/fs/cgroup/kubepods.slice', { usage: 7000 * MIB, limit: 8000 * MIB }),
			...v2('/sys/fs/cgroup/kubepods.slice/kubepods-podx.slice', {
				usage: 450 * MIB,
				limit: 500 * MIB,
				inactive: 50 * MIB,
			}),
			...v2('/sys/fs/cgroup/kubepods.slice/kubepods-podx.slice/cri-y.scope', { usage: 200 * MIB, limit: 700 * MIB }),
		},
		{ usedBytes: 400 * MIB, limitBytes: 500 * MIB, source: 'cgroup-v2' },
	],
	[
		'Kubernetes with version 1',
		{
			'/proc/self/cgroup': '5:cpu,memory:/kubepods/burstable/podx/y\n0::/\n',
			'/proc/self/mountinfo':
				'9 8 0:30 /kubepods/burstable/podx/y /sys/fs/cgroup/memory ro - cgroup cgroup rw,cpu,memory\n',
			...v1('/sys/fs/cgroup/memory', { usage: 9 * MIB, limit: 10 * MIB }),
		},
		{ usedBytes: 9 * MIB, limitBytes: 10 * MIB, source: 'cgroup-v1' },
	],
	[
		'a systemd service with MemoryMax=, in a hybrid hierarchy',
		{
			'/proc/self/cgroup':
				'4:memory:/system.slice/pod.service\n1:name=systemd:/system.slice/pod.service\n0::/system.slice/pod.service\n',
			'/proc/self/mountinfo': [
				'41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate',
				'35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
				'',
			].join('\n'),
			...v1('/sys/fs/cgroup/memory/system.slice/pod.service', { usage: 64 * MIB, limit: 128 * MIB }),
			...v1('/sys/fs/cgroup/memory/system.slice', { usage: 64 * MIB }),
			...v1('/sys/fs/cgroup/memory', { usage: 640 * MIB }),
		},
		{ usedBytes: 64 * MIB, limitBytes: 128 * MIB, source: 'cgroup-v1' },
	],
	[
		'rootless podman under a user session',
		{
			'/proc/self/cgroup': '0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-1.scope/container\n',
			'/proc/self/mountinfo': V2_MOUNT,
			...v2('/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-1.scope', {
				usage: 30 * MIB,
				limit: 256 * MIB,
			}),
			...v2('/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-1.scope/container', {
				usage: 20 * MIB,
			}),
		},
		{ usedBytes: 30 * MIB, limitBytes: 256 * MIB, source: 'cgroup-v2' },
	],
	[
		'rootless without the memory controller',
		{ '/proc/self/cgroup': '0::/user.slice\n', '/proc/self/mountinfo': V2_MOUNT },
		HOST,
	],
	[
		'a cgroup namespace that sees the mount of the one above: ours has no name there',
		{
			'/proc/self/cgroup': '0::/\n',
			'/proc/self/mountinfo': V2_MOUNT.replace(' / /sys', ' /../.. /sys'),
			...v2('/sys/fs/cgroup', { usage: 900 * MIB, limit: 1000 * MIB }),
		},
		HOST,
	],
	[
		'the root of version 2, which has no figures',
		{ '/proc/self/cgroup': '0::/\n', '/proc/self/mountinfo': V2_MOUNT },
		HOST,
	],
	[
		'a limit that is more than the machine has',
		{
			'/proc/self/cgroup': '0::/\n',
			'/proc/self/mountinfo': V2_MOUNT,
			...v2('/sys/fs/cgroup', { usage: 300 * MIB, limit: 16_384 * MIB }),
		},
		HOST,
	],
	['no cgroups', {}, HOST],
	['no /proc', { '/proc/meminfo': '' }, undefined],
];

for (const [what, files, wanted] of MACHINES) {
	t.test(`the pod's memory is told: ${what}`, async (t) => {
		t.strictSame(machine(t as Test, files).memory(), wanted);
	});
}

t.test('a process that is moved to another cgroup is followed', async (t) => {
	const root = t.testdir({});
	const write = (files: Machine): void => {
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(dirname(join(root, path)), { recursive: true });
			writeFileSync(join(root, path), text);
		}
	};
	write({
		'/proc/meminfo': MEMINFO,
		'/proc/self/mountinfo': V2_MOUNT,
		'/proc/self/cgroup': '0::/a\n',
		...v2('/sys/fs/cgroup/a', { usage: 1, limit: 10 }),
		...v2('/sys/fs/cgroup/b', { usage: 2, limit: 20 }),
	});
	const cgroup = new OwnCgroup(root);
	t.match(cgroup.memory(), { usedBytes: 1, limitBytes: 10 });
	write({ '/proc/self/cgroup': '0::/b\n' });
	t.match(cgroup.memory(), { usedBytes: 2, limitBytes: 20 });
});

t.test('kills by the OOM killer are counted', async (t) => {
	const counts = (cgroup: OwnCgroup) => [...(cgroup.oomKills()?.own ?? [])];
	const around = (cgroup: OwnCgroup) => [...(cgroup.oomKills()?.around ?? [])];

	await t.test('in version 2 by our own cgroup, for all below it', async (t) => {
		const cgroup = machine(t as Test, {
			'/proc/self/cgroup': '0::/\n',
			'/proc/self/mountinfo': V2_MOUNT,
			...v2('/sys/fs/cgroup', { usage: 1, kills: 3 }),
			...v2('/sys/fs/cgroup/nested', { usage: 1, kills: 2 }),
		});
		t.strictSame(counts(cgroup), [['/sys/fs/cgroup', 3]]);
		t.strictSame(around(cgroup), []);
	});

	await t.test('in version 2 with memory_localevents, and at its root, by each', async (t) => {
		const files = {
			'/proc/self/cgroup': '0::/\n',
			...v2('/sys/fs/cgroup/nested', { usage: 1, kills: 2 }),
			...v2('/sys/fs/cgroup/nested/deeper', { usage: 1, kills: 1 }),
		};
		const local = V2_MOUNT.replace('nsdelegate', 'nsdelegate,memory_localevents');
		t.strictSame(counts(machine(t as Test, { ...files, '/proc/self/mountinfo': local })), [
			['/sys/fs/cgroup/nested', 2],
			['/sys/fs/cgroup/nested/deeper', 1],
		]);
		t.strictSame(counts(machine(t as Test, { ...files, '/proc/self/mountinfo': V2_MOUNT })), [
			['/sys/fs/cgroup/nested', 2],
		]);
	});

	await t.test('in version 2 by the container, where its programs have cgroups of their own beside ours', async (t) => {
		const cgroup = machine(t as Test, {
			'/proc/self/cgroup': '0::/init\n',
			'/proc/self/mountinfo': V2_MOUNT,
			...v2('/sys/fs/cgroup', { usage: 1, kills: 2 }),
			...v2('/sys/fs/cgroup/init', { usage: 1 }),
		});
		t.strictSame(counts(cgroup), [['/sys/fs/cgroup', 2]]);
		t.strictSame(around(cgroup), []);
	});

	await t.test('in version 2 on a host by our own cgroup; the one above it gives a hint', async (t) => {
		const cgroup = machine(t as Test, {
			'/proc/self/cgroup': '0::/pod.service/init\n',
			'/proc/self/mountinfo': V2_MOUNT,
			...v2('/sys/fs/cgroup/pod.service', { usage: 1, kills: 2 }),
			...v2('/sys/fs/cgroup/pod.service/init', { usage: 1 }),
		});
		t.strictSame(counts(cgroup), [['/sys/fs/cgroup/pod.service/init', 0]]);
		t.strictSame(around(cgroup), [['/sys/fs/cgroup/pod.service', 2]]);
	});

	await t.test('in version 1 by each', async (t) => {
		const cgroup = machine(t as Test, {
			'/proc/self/cgroup': DOCKER_V1_CGROUP,
			'/proc/self/mountinfo': DOCKER_V1_MOUNTS,
			...v1('/sys/fs/cgroup/memory', { usage: 1, kills: 4 }),
			...v1('/sys/fs/cgroup/memory/a', { usage: 1, kills: 0 }),
			...v1('/sys/fs/cgroup/memory/a/b', { usage: 1, kills: 6 }),
		});
		t.strictSame(counts(cgroup), [
			['/sys/fs/cgroup/memory', 4],
			['/sys/fs/cgroup/memory/a', 0],
			['/sys/fs/cgroup/memory/a/b', 6],
		]);
	});

	await t.test('without a cgroup by the machine', async (t) => {
		const cgroup = machine(t as Test, { '/proc/vmstat': 'nr_free_pages 1\noom_kill 5\ndrop_pagecache 0\n' });
		t.strictSame(around(cgroup), [['/proc/vmstat', 5]]);
		t.strictSame(counts(cgroup), []);
	});

	await t.test('or by nobody', async (t) => {
		t.equal(machine(t as Test, {}).oomKills(), undefined);
	});

	await t.test('of thousands of cgroups below ours not all are looked at', async (t) => {
		const many = Array.from({ length: 400 }, (_, index) => v1(`/sys/fs/cgroup/memory/c${index}`, { usage: 1 }));
		const cgroup = machine(t as Test, {
			'/proc/self/cgroup': DOCKER_V1_CGROUP,
			'/proc/self/mountinfo': DOCKER_V1_MOUNTS,
			...v1('/sys/fs/cgroup/memory', { usage: 1 }),
			...Object.assign({}, ...many),
		});
		t.equal(counts(cgroup).length, 256);
	});
});

t.test('odd texts are read as they are meant, or not at all', async (t) => {
	t.match(parseMountinfo('1 2 0:3 / /with\\040blank\\011tab rw - cgroup2 x rw'), [{ mountPoint: '/with blank\ttab' }]);
	t.strictSame(parseMountinfo('nonsense\n1 2 3 - x\n\n- -'), []);
	t.equal(findMemoryCgroup('', ''), undefined);
	t.equal(findMemoryCgroup('0::/', ''), undefined);
	t.equal(findMemoryCgroup('4:memory:/a', V2_MOUNT), undefined, 'not where version 1 counts');
	t.match(findMemoryCgroup('0::/a (deleted)\n', V2_MOUNT), { folder: '/sys/fs/cgroup/a' });
	t.match(findMemoryCgroup('0::/a:b\n', V2_MOUNT), { folder: '/sys/fs/cgroup/a:b' }, 'a colon in its name');
	t.match(findMemoryCgroup('0::/a', V2_MOUNT.replace('/sys/fs/cgroup', '/')), { folder: '/a', mountPoint: '/' });
	t.equal(findMemoryCgroup('0::/../elsewhere', V2_MOUNT), undefined);
	t.equal(parseMeminfo('MemTotal: 5 kB\n'), undefined, 'before Linux 3.14');
	t.equal(parseMeminfo('MemTotal:       0 kB\nMemAvailable:   0 kB\n'), undefined);
});

t.test('this very machine tells', { skip: process.platform !== 'linux' && 'it has no /proc' }, async (t) => {
	const memory = new OwnCgroup().memory();
	t.ok(
		memory !== undefined && memory.usedBytes > 0 && memory.usedBytes <= memory.limitBytes * 2,
		JSON.stringify(memory),
	);
});
