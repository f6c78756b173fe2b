import t from 'tap';
import { findConfigFile } from '../../src/config/find-config-file.ts';
import { formatProblem } from '../../src/config/format-problem.ts';
import { memoryConfigSource } from './memory-config-source.ts';
import { NO_REFERENCE, SupervisordOracle } from './supervisord-oracle.ts';

const OURS = '/etc/podvisor/podvisor.conf';

/** Every place that is looked at, in order. */
function places(executable: string): string[] {
	const seen: string[] = [];
	findConfigFile(executable, memoryConfigSource({}, { exists: (path) => !seen.push(path) }));
	return seen;
}

t.test('looks for its own, and then where supervisord looks', { skip: NO_REFERENCE }, async (t) => {
	const oracle = new SupervisordOracle();
	t.teardown(() => oracle.close());
	for (const argv0 of [
		'/usr/bin/podvisord',
		'/usr/local/bin/podvisord',
		'bin/podvisord',
		'podvisord',
		'./podvisord',
		'/podvisord',
	]) {
		const [theirs] = await oracle.ask<{ value: string[] }>([{ do: 'find', argv0 }]);
		t.same(places(argv0), [OURS, ...(theirs?.value ?? [])], argv0);
	}
});

t.test('takes the first that is there', async (t) => {
	const debians = { '/etc/supervisor/supervisord.conf': '' };
	t.same(findConfigFile('/usr/bin/podvisord', memoryConfigSource({ ...debians, [OURS]: '' })), {
		ok: true,
		file: OURS,
	});
	t.same(findConfigFile('/usr/bin/podvisord', memoryConfigSource(debians)), {
		ok: true,
		file: '/etc/supervisor/supervisord.conf',
	});
});

t.test('says where it looked in vain', async (t) => {
	const found = findConfigFile('/usr/bin/podvisord', memoryConfigSource({}));
	t.equal(
		found.ok ? '' : formatProblem(found.problem),
		`command line: no configuration file was found (${places('/usr/bin/podvisord').join(', ')}); name one: podvisord -c /path/of/podvisor.conf`,
	);
});
