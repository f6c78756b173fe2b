import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { compareWithSupervisord } from './compare-with-supervisord.ts';
import { harmlessCopy } from './harmless-copy.ts';
import { NO_REFERENCE, SupervisordOracle } from './supervisord-oracle.ts';

const CORPUS = new URL('./corpus/', import.meta.url).pathname;
/** Files from public repositories, beside the checkout and no part of it. */
const REAL_WORLD = new URL('../../../shared/realworld/', import.meta.url).pathname;

const hasRealWorld = existsSync(REAL_WORLD);

const ENVIRONMENT: Readonly<Record<string, string>> = {
	PATH: '/usr/bin:/bin',
	HOME: '/root',
	TMPDIR: '/tmp',
	QUEUES: 'default,scheduled',
	WORKERS_COUNT: '3',
	BROKER_ID: '1',
	CHROOT: 'cluster-%s',
	LEVEL: 'debug',
	COUNT: '2',
	FLAG: 'Yes',
};

const files = [
	...readdirSync(CORPUS)
		.filter((name) => name.endsWith('.conf'))
		.map((name) => join(CORPUS, name)),
	...(hasRealWorld ? readdirSync(REAL_WORLD, { recursive: true, encoding: 'utf8' }) : [])
		.filter((name) => name.endsWith('.conf'))
		.sort()
		.map((name) => join(REAL_WORLD, name)),
];

t.test(
	'the files from public repositories',
	{ skip: !hasRealWorld && 'they are not beside this checkout: only the own corpus is compared' },
	async (t) => t.ok(files.length > readdirSync(CORPUS).length, 'are compared below'),
);

t.test('makes the same of a configuration as supervisord 4.2.5', { skip: NO_REFERENCE }, async (t) => {
	const oracle = new SupervisordOracle();
	t.teardown(() => oracle.close());
	for (const file of files) {
		const name = file.split('/').slice(-2).join('/');
		await t.test(name, async (t) => {
			const copy = harmlessCopy(file, t.testdir({}));
			const compared = await compareWithSupervisord(oracle, copy, ENVIRONMENT);
			t.equal(compared.refusal, undefined, 'supervisord accepts it');
			t.same(compared.problems, [], 'and so do we');
			t.same(compared.differences, [], `every option of ${compared.processes} processes is the same`);
			t.ok(compared.processes > 0, 'there is something to compare');
			t.ok(compared.ourWarnings.length >= compared.theirWarnings.length, 'we warn where it does');
		});
	}
});
