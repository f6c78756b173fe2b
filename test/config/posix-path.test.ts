import t from 'tap';
import { directoryName, expandUser, joinPath, normalizePath } from '../../src/config/python/posix-path.ts';
import { memoryConfigSource } from './memory-config-source.ts';
import { fuzzCases, fuzzSeed, SeededRandom } from './seeded-random.ts';
import { NO_REFERENCE, SupervisordOracle } from './supervisord-oracle.ts';

t.test('treats paths as Python does', { skip: NO_REFERENCE }, async (t) => {
	const seed = fuzzSeed();
	const random = new SeededRandom(seed);
	const oracle = new SupervisordOracle();
	t.teardown(() => oracle.close());
	const path = (): string =>
		random.several(0, 6, () => random.pick(['/', '/', '//', '.', '..', 'a', 'b.c', '/./', '/../', ' ', 'é']));
	const functions = { normpath: normalizePath, dirname: directoryName, join: joinPath };
	for (const [name, ours] of Object.entries(functions)) {
		const calls = Array.from({ length: fuzzCases(2000) }, () => (name === 'join' ? [path(), path()] : [path()]));
		const answers = await oracle.ask<{ value: string }>(
			calls.map((all) => ({ do: 'path', function: name, arguments: all })),
		);
		for (const [index, [first = '', second = '']] of calls.entries()) {
			const theirs = answers[index]?.value;
			if (ours(first, second) === theirs) continue;
			t.equal(ours(first, second), theirs, `${name} of ${JSON.stringify(calls[index])}: PODVISOR_SEED=${seed}`);
			return;
		}
		t.pass(name);
	}
});

t.test('expands ~ and ~user', async (t) => {
	const source = memoryConfigSource({});
	t.equal(expandUser('~/x', source), '/home/ann/x');
	t.equal(expandUser('~', source), '/home/ann');
	t.equal(expandUser('~www-data/x', source), '/var/www/x');
	t.equal(expandUser('~nobody-here/x', source), '~nobody-here/x');
	t.equal(expandUser('a~', source), 'a~');
	t.equal(expandUser('~/x', memoryConfigSource({}, { environment: {}, uid: 33 })), '/var/www/x');
	t.equal(expandUser('~/x', memoryConfigSource({}, { environment: { HOME: '/' } })), '/x');
	t.equal(expandUser('~', memoryConfigSource({}, { environment: { HOME: '/' } })), '/');
});
