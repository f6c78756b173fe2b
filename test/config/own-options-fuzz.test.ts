import t from 'tap';
import { HEALTH_OPTIONS } from '../../src/config/options/health-options.ts';
import { SECTION_TABLE } from '../../src/config/options/section-table.ts';
import { loadText } from './memory-config-source.ts';
import { fuzzCases, fuzzSeed, SeededRandom } from './seeded-random.ts';

const CASES = fuzzCases(3000);

/** What values of these options are made of, and what has undone parsers. */
const PIECES = [
	'http://',
	'https://',
	'tcp://',
	'exec:',
	'listen:',
	'log:',
	'notify',
	'fd:',
	'file',
	'webhook',
	'127.0.0.1',
	'[::1]',
	'localhost',
	':3000',
	':99999',
	'/health',
	'@',
	'#',
	'?',
	'%%',
	'%',
	'%(here)s',
	'%(ENV_HOME)s',
	'%(ENV_NO:-x)s',
	'\\',
	'"',
	"'",
	'(',
	'[',
	'(a+)+$',
	',',
	'*',
	'85%',
	'-1',
	'9'.repeat(400),
	'10s',
	'1ms',
	'200MB',
	'HEALTH',
	'PROCESS_STATE',
	'web:web',
	'__proto__',
	'constructor',
	'\0',
	'é',
	'\u2028',
	' ',
	'x',
];

const sections = SECTION_TABLE.filter(({ name }) =>
	['probe_server', 'memory_watcher', 'disk_watcher', 'alert:'].includes(name),
);
const titled = [
	...sections.map(({ name, options }) => ({ title: name.endsWith(':') ? `${name}a` : name, options })),
	{ title: 'program:web', options: Object.values(HEALTH_OPTIONS) },
];

t.test('whatever is written, it is read or refused with a place, and secrets are in no message', async (t) => {
	const seed = fuzzSeed();
	const random = new SeededRandom(seed);
	const types = ['file', 'webhook', 'slack', 'pagerduty', 'alertmanager', 'command'];
	let refused = 0;
	for (let index = 0; index < CASES; index++) {
		const { title, options } = random.pick(titled);
		const lines = ['[supervisord]', `[${title}]`];
		if (title === 'program:web') lines.push('command=x');
		if (title === 'alert:a') lines.push(`type=${random.pick(types)}`);
		for (const { name, secret } of options.filter((option) => option.name !== 'type' && random.chance(15))) {
			lines.push(`${name}=${random.several(0, 3, () => random.pick(PIECES))}${secret ? 'hunter2' : ''}`);
		}
		const text = lines.join('\n');
		const loaded = loadText(text);
		if (loaded.ok) continue;
		refused++;
		const bad = loaded.problems.filter(
			({ place, message, hint }) => place.line === 0 || hint === '' || `${message}${hint}`.includes('hunter2'),
		);
		if (bad.length === 0) continue;
		console.error(text, bad);
		t.fail(`a problem is not as it should be: PODVISOR_SEED=${seed}, case ${index}`);
		return;
	}
	t.comment(`${CASES} configurations, of which ${refused} were refused; PODVISOR_SEED=${seed}`);
	t.ok(refused > CASES / 10 && refused < CASES * 0.95, 'some are refused, and some are not');
});
