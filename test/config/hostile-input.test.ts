import t from 'tap';
import { SECTION_TABLE } from '../../src/config/options/section-table.ts';
import { adviceOn, configOf, problemsOf } from './memory-config-source.ts';
import { fuzzSeed, SeededRandom } from './seeded-random.ts';

t.test('takes __proto__ and its like for names like any other', async (t) => {
	const { groups, rpcInterfaces } = configOf(`[supervisord]
environment=__proto__="polluted",constructor="c",toString="s"
__proto__=x
constructor=y
[__proto__]
polluted=true
[constructor]
prototype=x
[program:__proto__]
command=%(ENV___proto__)s %(ENV_constructor)s
depends_on=constructor
[program:constructor]
command=x
[rpcinterface:__proto__]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
__proto__=polluted
`);
	t.same(
		groups.map(({ name }) => name),
		['__proto__', 'constructor'],
	);
	const [first] = groups.flatMap(({ processes }) => processes);
	t.equal(first?.command, 'polluted c');
	t.same(Object.entries(first?.environment ?? {}), [
		['__proto__', 'polluted'],
		['constructor', 'c'],
		['toString', 's'],
	]);
	t.same(Object.entries(rpcInterfaces[0]?.options ?? {}), [['__proto__', 'polluted']]);
	t.equal(Reflect.get({}, 'polluted'), undefined);
	t.same(problemsOf('[supervisord]\nnodaemon=%(__proto__)s\n').length, 1);
	t.same(problemsOf('[supervisord]\nnodaemon=%(ENV_constructor)s\n').length, 1);
});

t.test('refuses bytes that are not UTF-8, and tells the line', async (t) => {
	const bytes = (text: string, ...bad: number[]): Uint8Array =>
		new Uint8Array([...new TextEncoder().encode(text), ...bad]);
	for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
		t.same(problemsOf(bytes('[supervisord]\nx=�ü\n', ...bad)), [
			'pod.conf:3: is not UTF-8 here; save the file as UTF-8',
		]);
	}
});

t.test('refuses a file that is none', async (t) => {
	t.same(problemsOf('', { source: { readFile: () => ({ ok: false, reason: 'it is a directory' }) } }), [
		'pod.conf: cannot be read: it is a directory; write the path of a configuration file after -c',
	]);
	t.ok(problemsOf('\0\0\0\0').length > 0);
	t.ok(problemsOf(new Uint8Array(1000)).length > 0);
});

t.test('reads large and lengthy input in no more than its time', async (t) => {
	// Not the time that passes: on a busy machine most of that is somebody else's.
	const start = process.threadCpuUsage();
	t.equal(configOf(`[supervisord]\n${'; comment\n'.repeat(300_000)}`).groups.length, 0);
	t.equal(configOf(`[supervisord]\nx=${' \t'.repeat(500_000)}y`).groups.length, 0);
	t.equal(configOf(`[supervisord]\nx=${'a;'.repeat(500_000)}`).groups.length, 0);
	t.equal(configOf(`[supervisord]\nx=1\n${' y\n'.repeat(200_000)}`).groups.length, 0);
	t.equal(
		configOf(`[supervisord]\n${Array.from({ length: 3000 }, (_, i) => `[program:p${i}]\ncommand=x\n`).join('')}`).groups
			.length,
		3000,
	);
	t.equal(problemsOf(`[supervisord]\nidentifier=${'%('.repeat(200_000)}`).length, 1);
	t.equal(problemsOf(`[supervisord]\nidentifier=%(here)999999999s`).length, 1);
	t.equal(problemsOf(`[supervisord]\nidentifier=%(here).999999999s`).length, 1);
	t.equal(problemsOf(`[supervisord]\nminfds=${'9'.repeat(100_000)}`).length, 1);
	t.equal(problemsOf(`[supervisord]\nenvironment=${'A=1,'.repeat(50_000)}B`).length, 1);
	t.equal(configOf(`[supervisord]\n[include]\nfiles=${'*'.repeat(2000)}a ${'?*'.repeat(500)}\n`).groups.length, 0);
	const { user, system } = process.threadCpuUsage(start);
	t.ok(user + system < 10_000_000, `${user + system} µs`);
});

t.test('spells out a default within a default, however deep, or says that it is too deep', async (t) => {
	const nested = (depth: number): string =>
		`[supervisord]\nidentifier=${'%(ENV_X:-'.repeat(depth)}end${')s'.repeat(depth)}`;
	t.equal(configOf(nested(20)).daemon.identifier, 'end');
	t.equal(problemsOf(nested(50_000)).length, 1);
});

t.test('finds no cycle, or one, in a chain of thousands', async (t) => {
	const chain = (last: string): string =>
		`[supervisord]\n${Array.from({ length: 3000 }, (_, i) => `[program:p${i}]\ncommand=x\ndepends_on=${i === 2999 ? last : `p${i + 1}`}\n`).join('')}`;
	t.same(problemsOf(chain('')), []);
	const [problem] = problemsOf(chain('p0'));
	t.match(problem, /each waits for the next: p0 → p1 → /);
	const advice = adviceOn(chain('').replace('[supervisord]\n', '[supervisord]\nshutdown_timeout=1s\n'));
	t.match(advice.join('\n'), /shutdown_timeout: 1s are less than the 30000s/);
	t.match(advice.join('\n'), /3001 settings are Podvisor's own \(shutdown_timeout, depends_on\)/);
});

t.test('never throws, whatever stands in the file', async (t) => {
	const seed = fuzzSeed();
	const random = new SeededRandom(seed);
	const titles = SECTION_TABLE.map(({ name }) => (name.endsWith(':') ? `${name}x` : name));
	const keys = SECTION_TABLE.flatMap(({ options }) => options.map(({ name }) => name));
	const noise = Array.from('ab01 \t"\'%()sd=:,;#\\/~\0\n[]{}-_.é🙂\ud800\u2028');
	const value = (): string =>
		random.chance(40)
			? random.pick([
					'%(ENV_A:-%(b)s)s',
					'x',
					'-1',
					'x,',
					'%(process_num)d',
					'~x/y',
					'1:2:3',
					'listen:',
					'a:b:c',
					':',
					'x:ready',
					'99999999999999999999',
				])
			: random.several(0, 12, () => random.pick(noise));
	for (let i = 0; i < 3000; i++) {
		const text = random.several(
			1,
			5,
			() => `[${random.pick(titles)}]\n${random.several(0, 6, () => `${random.pick(keys)}=${value()}\n`)}`,
		);
		try {
			adviceOn(random.chance(80) ? `[supervisord]\n${text}` : text);
		} catch (error) {
			console.error(JSON.stringify(text));
			t.error(error, `PODVISOR_SEED=${seed}`);
			return;
		}
	}
	t.pass(`PODVISOR_SEED=${seed}`);
});
