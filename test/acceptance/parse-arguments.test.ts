import t from 'tap';
import { parseArguments, USAGE, VERBS } from '../../docker/acceptance/parse-arguments.ts';

const DEFAULTS = {
	container: undefined,
	image: 'core-pod',
	alpineImage: 'core-pod:alpine',
	mayStop: false,
	build: true,
	only: [],
	options: [],
};

t.test('a verb alone takes the defaults', async (t) => {
	t.strictSame(parseArguments(['acceptance']), { ...DEFAULTS, verb: 'acceptance' });
});

t.test('options stand before or after the verb, with = or a space; what follows -- is for docker', async (t) => {
	t.strictSame(parseArguments(['--container=pod', 'start', '--image', 'mine:1', '--', '--user', '12345']), {
		...DEFAULTS,
		verb: 'start',
		container: 'pod',
		image: 'mine:1',
		options: ['--user', '12345'],
	});
	t.match(parseArguments(['all', '--only', 'plain', '--only=TLS', '--no-build', '--stop']), {
		only: ['plain', 'TLS'],
		build: false,
		mayStop: true,
	});
	t.match(parseArguments(['logs', '--', '--stop']), { mayStop: false, options: ['--stop'] }, 'not core-pod’s own');
});

t.test('what is wrong is named, and what may be meant', async (t) => {
	const cases: [string[], string][] = [
		[[], 'say what is to be done'],
		[['acceptence'], 'unknown verb acceptence; did you mean acceptance?'],
		[['toString'], 'unknown verb toString'],
		[['all', '--contianer', 'x'], 'unknown option --contianer; did you mean --container?'],
		[['stop', '--container'], '--container needs a value'],
		[['stop', '--container='], '--container needs a value'],
		[['all', '--no-build=1'], '--no-build takes no value'],
		[['start', 'stop'], 'one verb at a time: start, then stop'],
	];
	for (const [words, wanted] of cases) t.equal(parseArguments(words), wanted, words.join(' '));
});

t.test('the usage names every verb', async (t) => {
	for (const verb of Object.keys(VERBS)) t.match(USAGE, new RegExp(`^  ${verb} `, 'm'), verb);
});
