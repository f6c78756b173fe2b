import t from 'tap';
import { type Change, diffConfig, type GroupDiff } from '../../src/config/diff-config.ts';
import { configOf } from './memory-config-source.ts';

const BASE = `[supervisord]
[program:a]
command=/bin/a
[group:g]
programs=x,y
[program:x]
command=/bin/x
[program:y]
command=/bin/y
[program:many]
command=/bin/many
process_name=%(program_name)s_%(process_num)d
numprocs=2
[eventlistener:ear]
command=/bin/ear
events=TICK_5
[fcgi-program:php]
command=/bin/php
socket=tcp://localhost:9000
`;

function diff(change: (text: string) => string, base = BASE): readonly GroupDiff[] {
	return diffConfig(configOf(base).groups, configOf(change(base)).groups);
}

/** The groups that differ, with what of them does: `changed g: changed x (command)`. */
function told(groups: readonly GroupDiff[]): string[] {
	return groups
		.filter(({ change }) => change !== 'kept')
		.map(({ change, name, options, processes }) => {
			const list = processes
				.filter((process) => process.change !== 'kept' || process.options.length > 0)
				.map((process) => `${process.change} ${process.name}${describe(process.options)}`);
			return `${change} ${name}${describe(options)}: ${list.join(', ')}`;
		});
}

function describe(options: readonly string[]): string {
	return options.length === 0 ? '' : ` (${options.join(' ')})`;
}

t.test('the same text again is no difference, nor are comments, and lines that moved', async (t) => {
	t.strictSame(told(diff((text) => text)), []);
	t.strictSame(told(diff((text) => text.replaceAll('[program:', '; a remark\n\n[program:'))), []);
	t.strictSame(
		told(diff((text) => `${text.replace('[program:a]\ncommand=/bin/a\n', '')}[program:a]\ncommand=/bin/a\n`)),
		[],
	);
});

for (const [what, from, to, expected] of [
	['an option of one process', 'command=/bin/a', 'command=/bin/a -v', ['changed a: changed a (command)']],
	[
		'probes, their timing and bounds of memory',
		'command=/bin/a',
		'command=/bin/a\nreadiness=listen:1\nhealth_interval=5s\nhealth_retries=1\nhealth_timeout=1s\nhealth_start_period=1s\nmemory_warning=1\nmemory_limit=2\nmemory_action=alert\nstartup=notify',
		[
			'changed a: changed a (startup readiness health_interval health_timeout health_retries health_start_period memory_warning memory_limit memory_action)',
		],
	],
	[
		'one probe for readiness and liveness',
		'command=/bin/a',
		'command=/bin/a\nhealth=listen:1',
		['changed a: changed a (health)'],
	],
	['liveness alone', 'command=/bin/a', 'command=/bin/a\nliveness=listen:1', ['changed a: changed a (liveness)']],
	[
		'several options',
		'command=/bin/a',
		'command=/bin/a\nstartsecs=5\nstdout_logfile=/tmp/a\nstderr_syslog=true\ndirectory=/tmp\nstdout_logfile_backups=3\ncontainer_log=true',
		['changed a: changed a (startsecs directory stdout_logfile stdout_logfile_backups stderr_syslog container_log)'],
	],
	['an option written as its default is', 'command=/bin/a', 'command=/bin/a\nstartsecs=1\nexitcodes=0', []],
	[
		'the environment, whose values nobody sees',
		'command=/bin/a',
		'command=/bin/a\nenvironment=TOKEN="hunter2"',
		['changed a: changed a (environment)'],
	],
	['one of a group', 'command=/bin/x', 'command=/bin/xx', ['changed g: changed x (command)']],
	['one leaves its group', 'programs=x,y', 'programs=x', ['added y: added y', 'changed g: removed y']],
	['fewer processes', 'numprocs=2', 'numprocs=1', ['changed many: removed many_1']],
	['more processes', 'numprocs=2', 'numprocs=4', ['changed many: added many_2, added many_3']],
	[
		'the priority of a program',
		'command=/bin/a',
		'command=/bin/a\npriority=5',
		['changed a (priority): kept a (priority)'],
	],
	['the priority of a group', 'programs=x,y', 'programs=x,y\npriority=5', ['changed g (priority): ']],
	['the order within a group', 'command=/bin/y', 'command=/bin/y\npriority=5', ['changed g: kept y (priority)']],
	['what a pool listens to', 'TICK_5', 'TICK_60', ['changed ear (events): changed ear (events)']],
	[
		'the buffer of a pool',
		'events=TICK_5',
		'events=TICK_5\nbuffer_size=3',
		['changed ear (buffer_size): changed ear (buffer_size)'],
	],
	['a socket', 'localhost:9000', 'localhost:9001', ['changed php (socket): changed php (socket)']],
	['a program is gone', '[program:a]\ncommand=/bin/a\n', '', ['removed a: removed a']],
	['a dependency', 'command=/bin/a', 'command=/bin/a\ndepends_on=many', ['changed a: changed a (depends_on)']],
] as const) {
	t.test(`${what}: told by the names of options`, async (t) => {
		const groups = diff((text) => text.replace(from, to));
		t.strictSame(told(groups).sort(), [...expected].sort());
		t.notMatch(JSON.stringify(groups), /hunter2/);
	});
}

t.test('who depends on a program whose numprocs changes is not changed itself', async (t) => {
	const base = `${BASE}[program:user]\ncommand=/bin/user\ndepends_on=many\n`;
	t.strictSame(told(diff((text) => text.replace('numprocs=2', 'numprocs=1'), base)), ['changed many: removed many_1']);
});

t.test('a stream that goes from an AUTO log to a file is a change; supervisord sees none', async (t) => {
	t.strictSame(told(diff((text) => text.replace('command=/bin/a', 'command=/bin/a\nstdout_logfile=/tmp/a.log'))), [
		'changed a: changed a (stdout_logfile)',
	]);
});

t.test('added and changed groups are in the order in which they were read, then those that are gone', async (t) => {
	const groups = diff((text) =>
		text
			.replace('[program:a]\ncommand=/bin/a\n', '')
			.replace('command=/bin/many', 'command=/bin/more')
			.concat('[program:new]\ncommand=/bin/new\npriority=1\n'),
	);
	const order = groups.filter(({ change }) => change !== ('kept' satisfies Change)).map(({ name }) => name);
	t.strictSame(order, ['new', 'many', 'a']);
});
