import type { Test } from 'tap';
import t from 'tap';
import { type Both, NEEDS_ROOT, NO_REFERENCE, type Pair, startPair } from './pair.ts';
import { plainConf } from './plain-conf.ts';
import type { Rival } from './rival.ts';

// Most of the time they wait.
t.jobs = 5;

// Everything that a process inherits, in sections; then it stays, for its place among sessions and groups.
const PROBE = `#!/bin/sh
section() { printf '== %s\\n' "$1"; }
section argv; for word in "$0" "$@"; do printf '[%s]\\n' "$word"; done
section cwd; pwd -P
section environment; env -0 | sort -z | tr '\\n\\0' '~\\n'
section status; grep -E '^(Umask|Uid|Gid|Groups|NSpgid|NSsid|Sig(Blk|Ign|Cgt)|Cap...|NoNewPrivs|Seccomp):' /proc/self/status
section limits; cat /proc/$$/limits
section descriptors; for fd in /proc/$$/fd/*; do [ -e "$fd" ] && readlink "$fd" | sed "s!^!\${fd##*/} !; s/:.*//"; done
section flags; for fd in 0 1 2; do grep flags /proc/$$/fdinfo/$fd; done
section tty; cut -d')' -f2 /proc/$$/stat | cut -d' ' -f 6
section nice; nice; cat /proc/$$/oom_score_adj
section end
exec sleep 1000
`;

/** What a program saw, by section. */
type Seen = Readonly<Record<string, readonly string[]>>;

interface Difference {
	readonly section: string;
	readonly line: RegExp;
	readonly because: string;
}

/** Lines of the probe that only one of the two has, and why. */
const KNOWN: Readonly<Record<'supervisord' | 'podvisord', readonly Difference[]>> = {
	supervisord: [
		{ section: 'environment', line: /^LC_CTYPE=C\.UTF-8$/, because: "Python's own, where no locale is set" },
		{
			section: 'status',
			line: /^SigIgn:\t0000000001001[02]00$/,
			because: 'Python ignores SIGPIPE and SIGXFSZ, and its children inherit it',
		},
		{ section: 'limits', line: /^Max open files +600 +4096/, because: 'the soft limit stays as it was' },
	],
	podvisord: [
		{ section: 'environment', line: /^PODVISOR_COOKIE=/, because: 'finds what escapes' },
		{ section: 'status', line: /^SigIgn:\t0000000000000000$/, because: 'a child begins with the default dispositions' },
		{
			section: 'limits',
			line: /^Max open files +4096 +4096/,
			because: 'Node raises its own soft limit to the hard one before any script runs, and what it was is lost',
		},
	],
};

/** Soft and hard limit are one: else see the list above. */
const SAME_LIMITS: readonly string[] = ['prlimit', '--nofile=2048:2048'];

function program(name: string, options: string): string {
	return `[program:${name}]
command=%(here)s/probe.sh
stdout_logfile=%(here)s/${name}.out
redirect_stderr=true
startsecs=0
${options}
`;
}

async function seenBy(pair: Pair, names: readonly string[]): Promise<Map<string, Both<Seen>>> {
	const all = new Map<string, Both<Seen>>();
	for (const name of names) all.set(name, await pair.both((rival) => seen(rival, name)));
	return all;
}

async function seen(rival: Rival, name: string): Promise<Seen> {
	const file = `${name}.out`;
	const text = await rival.until(
		() => rival.has(file) && /^== end$/m.test(rival.read(file)) && rival.read(file),
		`what ${name} sees`,
	);
	const sections: Record<string, string[]> = {};
	for (const line of text.replaceAll(rival.dir, 'HERE').split('\n')) {
		if (line.startsWith('== ')) sections[line.slice(3)] = [];
		else if (line !== '') Object.values(sections).at(-1)?.push(line);
	}
	// Pids, and the group of the probe's own child.
	sections['status'] = (sections['status'] ?? []).map((line) => line.replace(/^(NS[a-z]+):.*/, '$1: PID'));
	return sections;
}

function sameSights(t: Test, sights: ReadonlyMap<string, Both<Seen>>): void {
	for (const [name, { supervisord, podvisord }] of sights) {
		for (const section of Object.keys(supervisord)) {
			t.strictSame(
				unknown('podvisord', section, podvisord),
				unknown('supervisord', section, supervisord),
				`${name}: ${section}`,
			);
		}
	}
}

/** What is known to differ does: else it is to be taken off the list. */
function stillDiffers(t: Test, { supervisord, podvisord }: Both<Seen>): void {
	for (const { section, line, because } of KNOWN.supervisord) {
		t.ok(
			supervisord[section]?.some((text) => line.test(text)),
			`supervisord: ${because}`,
		);
	}
	for (const { section, line, because } of KNOWN.podvisord) {
		t.ok(
			podvisord[section]?.some((text) => line.test(text)),
			`podvisord: ${because}`,
		);
	}
}

function unknown(side: 'supervisord' | 'podvisord', section: string, seen: Seen): readonly string[] {
	const known = KNOWN[side].filter((difference) => difference.section === section);
	return (seen[section] ?? []).filter((line) => !known.some((difference) => difference.line.test(line)));
}

const ANYBODY: Readonly<Record<string, string>> = {
	plain: '',
	'umask-077': 'umask=077',
	'in-a-directory': 'directory=/usr/share',
	arguments: `command=%(here)s/probe.sh one "two words" 'single $HOME' back\\slash "a \\"quote\\"" "" %(program_name)s %%d`,
	environment: `environment=A="1",B="two, with a comma",C='single "quotes"',D=plain,PATH="/bin:/usr/bin",HOME="%(here)s",E="%(ENV_GIVEN)s",F="%(group_name)s-%(program_name)s-%(process_num)s",SUPERVISOR_ENABLED="0",TOP="from the program"`,
	'not-redirected': 'redirect_stderr=false\nstderr_logfile=NONE',
	'stdout-and-stderr-in-one-file': 'redirect_stderr=false\nstderr_logfile=%(here)s/other.err',
	'three_%(process_num)02d': 'process_name=three_%(process_num)02d\nnumprocs=2\nnumprocs_start=7',
};

t.test('what a program sees of the world', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const sections = Object.entries(ANYBODY)
		.filter(([name]) => !name.includes('%'))
		.map(([name, options]) => program(name, options));
	const numbered = `[program:numbered]
command=%(here)s/probe.sh %(process_num)d %(numprocs)d %(host_node_name)s
process_name=%(program_name)s_%(process_num)02d
numprocs=2
numprocs_start=7
stdout_logfile=%(here)s/%(program_name)s-%(process_num)s.out
redirect_stderr=true
startsecs=0
environment=N="%(process_num)03d"
`;
	const pair = startPair(t, {
		conf: plainConf(
			`${sections.join('')}${numbered}[group:some]\nprograms=plain,environment\n`,
			'environment=TOP="from the daemon",BOTH="%(here)s"',
		),
		files: { 'probe.sh': PROBE },
		wrapper: SAME_LIMITS,
		environment: { GIVEN: 'by the container', WITH_NEWLINE: 'one\ntwo', EMPTY: '' },
	});
	const names = Object.keys(ANYBODY).filter((name) => !name.includes('%'));
	const sights = await seenBy(pair, [...names, 'numbered-7', 'numbered-8']);
	sameSights(t, sights);
	t.strictSame(
		await pair.both(leads),
		{
			supervisord: { group: true, session: false },
			podvisord: { group: true, session: true },
		},
		'leads a process group; with podvisord a session too, so that no terminal reaches it',
	);
});

/** Does the program lead its process group, its session? */
async function leads(rival: Rival): Promise<{ group: boolean; session: boolean }> {
	const pid = String(rival.pidOf('plain'));
	const [pgid, sid] = rival.inside('ps', '-o', 'pgid=,sid=', '-p', pid).trim().split(/\s+/);
	return { group: pgid === pid, session: sid === pid };
}

t.test('what a program sees that runs as another user', { buffered: true, skip: NEEDS_ROOT }, async (t) => {
	const users: Readonly<Record<string, string>> = {
		'www-data': 'user=www-data',
		games: 'user=games\numask=002',
		numeric: 'user=65534\ndirectory=/',
		root: 'user=root',
	};
	const pair = startPair(t, {
		conf: plainConf(
			Object.entries(users)
				.map(([name, options]) => program(name, options))
				.join(''),
		),
		files: { 'probe.sh': PROBE },
		wrapper: SAME_LIMITS,
		environment: { USER: 'root', LOGNAME: 'root' },
	});
	sameSights(t, await seenBy(pair, Object.keys(users)));
});

t.test(
	'what a program sees of a daemon that runs as another user, with other limits, signals and descriptors',
	{ buffered: true, skip: NEEDS_ROOT },
	async (t) => {
		const pair = startPair(t, {
			conf: plainConf(program('plain', '') + program('same-user', 'user=games'), 'user=games\nminfds=512'),
			files: { 'probe.sh': PROBE },
			wrapper: [
				'prlimit',
				'--nofile=600:4096',
				'--core=0',
				'sh',
				'-c',
				'trap "" HUP USR1; umask 027; exec 7</etc/passwd 8>/dev/null nice -n 3 "$@"',
				'sh',
			],
		});
		const sights = await seenBy(pair, ['plain', 'same-user']);
		sameSights(t, sights);
		stillDiffers(t, sights.get('plain') as Both<Seen>);
	},
);
