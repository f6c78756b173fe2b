import t from 'tap';
import { NO_REFERENCE, type Pair, startPair } from './pair.ts';
import { oneGroup, plainConf } from './plain-conf.ts';
import { byProcess, sameLog } from './same-log.ts';

// Most of the time they wait.
t.jobs = 5;

// Tells each signal it gets, and then does as $1 says; whatever it is, it has a child that tells what it got.
const TELLER = `#!/bin/sh
tell() { echo "$1 got $2" >>$NAME.got; }
got() {
	tell leader "$1"
	case $HOW in
	exit-*) exit "\${HOW#exit-}" ;;
	die) trap - "$1"; kill -s "$1" $$ ;;
	esac
}
for signal in TERM INT QUIT HUP USR1 USR2; do trap "got $signal" $signal; done
if [ -n "$CHILD" ]; then
	( for signal in TERM INT QUIT HUP USR1 USR2; do trap "tell child $signal; exit" $signal; done
	: >$NAME.child; while :; do sleep 0.05; done ) &
	until [ -e $NAME.child ]; do sleep 0.01; done
fi
: >$NAME.up
while :; do sleep 0.05; done
`;

function teller(how: string, options = '', child = ''): string {
	return `command=%(here)s/teller.sh
directory=%(here)s
startsecs=0
stdout_logfile=NONE
environment=NAME="%(program_name)s",HOW="${how}",CHILD="${child}"
${options}`;
}

const SIGNALS: readonly string[] = ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', 'USR2'];

async function areUp(pair: Pair, names: readonly string[]): Promise<void> {
	await pair.both((rival) => rival.until(() => names.every((name) => rival.has(`${name}.up`)), 'all to be up'));
	await pair.both((rival) => rival.line(/^success:/, names.length));
}

const ZERO = { supervisord: { code: 0, signal: null }, podvisord: { code: 0, signal: null } };

/** Who is killed a second after its stop signal: whether its shell comes to tell of that is chance on a busy machine. */
const HAS_A_SECOND: readonly string[] = ['deaf', 'kill-as-group'];

t.test('stop signals, exit codes, and the end by SIGKILL', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const programs: Record<string, string> = {
		...Object.fromEntries(SIGNALS.map((signal) => [`stop-${signal}`, teller('exit-0', `stopsignal=${signal}`)])),
		'stop-number': teller('exit-0', 'stopsignal=15'),
		'stop-with-sig': teller('exit-0', 'stopsignal=SIGINT'),
		'exits-7': teller('exit-7'),
		'exits-7-listed': teller('exit-7', 'exitcodes=7'),
		dies: teller('die'),
		'dies-by-int': teller('die', 'stopsignal=INT'),
		deaf: teller('stay', 'stopwaitsecs=1'),
		killed: teller('stay', 'stopsignal=KILL'),
		'as-group': teller('exit-0', 'stopasgroup=true', 'yes'),
		'kill-as-group': teller('stay', 'stopwaitsecs=1\nkillasgroup=true', 'yes'),
	};
	const names = Object.keys(programs);
	const pair = startPair(t, { conf: plainConf(oneGroup(programs)), files: { 'teller.sh': TELLER } });
	await areUp(pair, names);
	t.strictSame(await pair.stop(), ZERO);
	sameLog(t, pair);
	for (const name of names) {
		const isChance = HAS_A_SECOND.includes(name) ? /^leader/ : /^$/;
		const got = await pair.both((rival) =>
			rival.has(`${name}.got`)
				? rival
						.read(`${name}.got`)
						.split('\n')
						.filter((line) => !isChance.test(line))
						.sort()
				: [],
		);
		t.strictSame(got.podvisord, got.supervisord, `${name}: what it got`);
	}
});

t.test(
	'the order of the start, and of the end, by priority of groups and programs',
	{ buffered: true, skip: NO_REFERENCE },
	async (t) => {
		const sections = `
[program:late]
priority=900
${teller('exit-0')}
[program:early]
priority=1
${teller('exit-0')}
[program:default]
${teller('exit-0')}
[program:default-too]
${teller('exit-0')}
[group:grouped]
programs=one,two,three,four
priority=500
[program:one]
priority=3
${teller('exit-0')}
[program:two]
priority=1
${teller('exit-0')}
[program:three]
priority=2
${teller('exit-0')}
[program:four]
priority=2
${teller('exit-0')}
[program:many]
priority=600
process_name=%(program_name)s-%(process_num)d
numprocs=3
${teller('exit-0').replace('%(program_name)s', '%(program_name)s-%(process_num)d')}
[program:off]
priority=950
autostart=false
command=sleep 1000
[program:given-up]
priority=960
command=/no/such/file
startretries=0
[program:ended]
priority=970
command=true
startsecs=0
autorestart=false
`;
		const names = [
			'late',
			'early',
			'default',
			'default-too',
			'one',
			'two',
			'three',
			'four',
			'many-0',
			'many-1',
			'many-2',
		];
		const pair = startPair(t, { conf: plainConf(sections), files: { 'teller.sh': TELLER } });
		await pair.both((rival) => rival.until(() => names.every((name) => rival.has(`${name}.up`)), 'all to be up'));
		await pair.both(async (rival) => {
			await rival.line(/^gave up: given-up/);
			await rival.line(/^exited: ended/);
		});
		t.strictSame(await pair.stop('SIGINT'), ZERO);
		const spawned = await pair.both((rival) => order(rival.log, /^spawned: '(\S+)'/));
		// Within a group supervisord starts as `programs=` lists, and stops by priority; its manual says priority for both.
		const asListed = spawned.supervisord.indexOf('one') < spawned.supervisord.indexOf('two');
		t.ok(asListed, 'supervisord starts the members of a group as they are listed');
		t.strictSame(
			spawned.podvisord.filter((name) => GROUPED.includes(name)),
			['two', 'three', 'four', 'one'],
		);
		t.strictSame(inGroups(spawned.podvisord), inGroups(spawned.supervisord), 'spawned in the same order');
		const stopped = await pair.both((rival) => order(rival.log, /^stopped: (\S+) /));
		// The members of a group stop together; which of them is the first to be gone is chance.
		t.strictSame(inGroups(stopped.podvisord), inGroups(stopped.supervisord), 'stopped in the same order');
		t.strictSame(
			stopped.podvisord.filter((name) => !name.startsWith('many')).slice(0, 3),
			['default-too', 'default', 'late'],
			'the last started first',
		);
	},
);

function order(log: readonly { readonly message: string }[], pattern: RegExp): string[] {
	return log.flatMap(({ message }) => pattern.exec(message)?.[1] ?? []);
}

const GROUPED: readonly string[] = ['one', 'two', 'three', 'four'];

function inGroups(names: readonly string[]): string[] {
	const groups = names.map((name) => (GROUPED.includes(name) ? 'grouped' : name.replace(/^many-\d$/, 'many')));
	return groups.filter((name, index) => name !== groups[index - 1]);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
	t.test(
		`${signal} ends the daemon in every state of its programs`,
		{ buffered: true, skip: NO_REFERENCE },
		async (t) => {
			const pair = startPair(t, {
				conf: plainConf(
					oneGroup({
						running: teller('exit-0'),
						starting: `${teller('exit-0')}\nstartsecs=1000`,
						backoff: 'command=/no/such/file\nstartretries=100',
						'backoff-too': 'command=false\nstartretries=100',
						fatal: 'command=/no/such/file\nstartretries=0',
						exited:
							'command=sh -c "until [ -e go ]; do sleep 0.05; done"\ndirectory=%(here)s\nstartsecs=0\nautorestart=false',
						stopped: 'command=sleep 1000\nautostart=false',
					}),
				),
				files: { 'teller.sh': TELLER },
			});
			await pair.both(async (rival) => {
				await rival.line(/^success: running/);
				await rival.line(/^success: exited/);
				rival.write('go', '');
				await rival.line(/^exited: exited/);
				await rival.line(/^gave up: fatal/);
				await rival.line(/^exited: backoff-too/, 2);
				await rival.until(() => rival.has('running.up') && rival.has('starting.up'), 'their traps');
			});
			t.strictSame(await pair.stop(signal), ZERO);
			const lines = await pair.both((rival) => {
				const about = byProcess(rival);
				// A failed start more or less.
				about.delete('backoff-too');
				return Object.fromEntries([...about].sort());
			});
			t.strictSame(lines.podvisord, lines.supervisord);
			const signals = await pair.both((rival) => rival.log.filter(({ message }) => /^received/.test(message)));
			t.strictSame(signals.podvisord, signals.supervisord);
		},
	);
}
