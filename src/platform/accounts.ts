import { spawnSync } from 'node:child_process';
import type { Account } from '../config/config.ts';
import { errorCode } from './errno.ts';
import type { Files } from './files.ts';
import type { Clock } from './system.ts';

/** The users and groups of the machine. */
export interface Accounts {
	/** By name, or by uid where a number (or digits alone, as supervisord reads them) is given. */
	findAccount(nameOrUid: string | number): Account | undefined;
	/** The gid, by name or by gid. */
	findGroup(nameOrGid: string | number): number | undefined;
	/** What setgroups(2) takes: the account's own group first, then those it is listed in. */
	supplementaryGroups(account: Account): readonly number[];
}

/** An answer of a directory service is good for this long: it is asked at each spawn, and the daemon waits for it. */
const ANSWER_MS = 60_000;

/**
 * Reads passwd(5) and group(5) at each question, for the files may change. Where they lack a name and the machine has
 * getent(1), its other sources are asked too (LDAP, systemd's users), and what they answered is remembered for a minute.
 */
export function createAccounts(
	files: Pick<Files, 'readText'>,
	{ now }: Pick<Clock, 'now'> = { now: () => performance.now() },
): Accounts {
	const answers = new Map<string, { readonly text: string; readonly until: number }>();

	/** No answer is not remembered: the service may be back the next time. */
	function ask(file: string, argv: readonly string[]): string {
		const question = [file, ...argv].join(' ');
		const known = answers.get(question);
		if (known !== undefined && now() < known.until) return known.text;
		const text = run(file, argv);
		if (text === '') answers.delete(question);
		else answers.set(question, { text, until: now() + ANSWER_MS });
		return text;
	}

	/** What getent would take for an option is nobody's name. */
	const getent = (database: string, key: string) =>
		key === '' || key.startsWith('-') ? [] : ask('getent', [database, key]).split('\n');
	const groupsById = (name: string) => ask('id', ['-G', name]).trim().split(/\s+/).filter(Boolean).map(Number);
	const lines = (database: 'passwd' | 'group') => linesOf(files, `/etc/${database}`);
	const find = (database: 'passwd' | 'group', key: string) =>
		entryFor(lines(database), key) ?? entryFor(getent(database, key), key);
	return {
		findAccount(nameOrUid) {
			const entry = find('passwd', String(nameOrUid));
			return entry && { name: entry[0] ?? '', uid: Number(entry[2]), gid: Number(entry[3]), home: entry[5] ?? '' };
		},
		findGroup(nameOrGid) {
			const entry = find('group', String(nameOrGid));
			return entry && Number(entry[2]);
		},
		supplementaryGroups({ name, gid }) {
			const isLocal = entryFor(lines('passwd'), name) !== undefined;
			const listed = lines('group')
				.map((line) => line.split(':'))
				.filter(([, , , members]) => members?.split(',').includes(name))
				.map(([, , number]) => Number(number));
			const elsewhere = isLocal ? [] : groupsById(name);
			return [...new Set([gid, ...listed, ...elsewhere])];
		},
	};
}

/** The fields of the entry whose name or number is `key`; digits are a number, as supervisord has it. */
function entryFor(lines: readonly string[], key: string): string[] | undefined {
	const field = /^\d+$/.test(key) ? 2 : 0;
	const wanted = field === 2 ? String(Number(key)) : key;
	return lines.map((line) => line.split(':')).find((fields) => fields.length > 2 && fields[field] === wanted);
}

function linesOf(files: Pick<Files, 'readText'>, path: string): string[] {
	try {
		return files.readText(path).split('\n');
	} catch (error) {
		// An image without any users (FROM scratch) has no such file.
		if (['ENOENT', 'EACCES'].includes(errorCode(error) ?? '')) return [];
		throw error;
	}
}

/** The output of a command; empty where the machine has none, or it knows no answer. */
function run(file: string, argv: readonly string[]): string {
	const { stdout, status } = spawnSync(file, argv, {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		timeout: 5000,
	});
	return status === 0 ? stdout : '';
}
