import type { LoadContext } from './build/load-context.ts';
import { addProblem, addWarning, expandValue, optionPlace, type SectionReader } from './build/read-option.ts';
import type { Place } from './config.ts';
import { decodeUtf8 } from './ini/decode-utf8.ts';
import type { IniDocument } from './ini/ini-document.ts';
import type { BadLine } from './ini/logical-lines.ts';
import { mergeIni } from './ini/merge-ini.ts';
import { INCLUDE_OPTIONS } from './options/group-options.ts';
import { globPaths } from './python/glob-paths.ts';
import { absolutePath, directoryName, joinPath } from './python/posix-path.ts';
import { words } from './python/strip.ts';
import { quote } from './quote.ts';

const HERE = '%(here)s';

/**
 * Reads the main file and what it includes into the context's document.
 * Gives the files that were read, or `undefined` where the main one tells nothing at all.
 */
export function readDocument(context: LoadContext): readonly string[] | undefined {
	if (!readFile(context, context.file)) return undefined;
	const files = [context.file];
	if (!context.document.sections.has('include')) return files;

	// supervisord replaces %(here)s literally before it looks at any other expansion, but only where there are includes,
	// so that in an included file it is that file's own directory.
	replaceHere(context.document, context.here);
	for (const { path, place } of includedFiles(context)) {
		if (readFile(context, path, place)) files.push(path);
		replaceHere(context.document, absolutePath(directoryName(path), context.source));
	}
	return files;
}

function includedFiles(context: LoadContext): { path: string; place: Place }[] {
	const { document, here, source } = context;
	const names = new Map([
		['here', here],
		['host_node_name', source.hostNodeName],
	]);
	const reader: SectionReader = { context, section: 'include', names };
	const key = INCLUDE_OPTIONS.files.name;
	const value = document.sections.get('include')?.get(key) ?? document.defaults.get(key);
	if (value === undefined) {
		addProblem(reader, key, 'is missing', 'write files = conf.d/*.conf, or remove the section');
		return [];
	}
	const patterns = words(expandValue(reader, INCLUDE_OPTIONS.files, value.text, 1) ?? '');
	return patterns.flatMap((written) => {
		const pattern = joinPath(here, written);
		const paths = globPaths(pattern, source);
		if (paths.length === 0) {
			addWarning(reader, key, `no file matches ${quote(pattern)}`, 'nothing is included by it');
		}
		return paths.map((path) => ({ path, place: optionPlace(reader, key) }));
	});
}

/** `includedAt` is where the file is asked for: supervisord passes over included files that it cannot open. */
function readFile(context: LoadContext, path: string, includedAt?: Place): boolean {
	const { source, document, problems, warnings } = context;
	const inFile = (line: number): { place: Place; section: string; key: string } => ({
		place: { file: path, line },
		section: '',
		key: '',
	});
	const content = path.includes('\0')
		? ({ ok: false, reason: 'its name has a NUL byte' } as const)
		: source.readFile(path);
	if (!content.ok) {
		if (includedAt === undefined) {
			const hint = 'write the path of a configuration file after -c';
			problems.add({ ...inFile(0), message: `cannot be read: ${content.reason}`, hint });
		} else {
			const message = `${quote(path)} cannot be read: ${content.reason}`;
			warnings.add({ place: includedAt, section: 'include', key: 'files', message, hint: 'it is passed over' });
		}
		return false;
	}
	const decoded = decodeUtf8(content.bytes);
	if (!decoded.ok) {
		problems.add({ ...inFile(decoded.line), message: 'is not UTF-8 here', hint: 'save the file as UTF-8' });
		return false;
	}
	const bad = mergeIni(document, path, decoded.text);
	for (const line of bad) problems.add({ ...inFile(line.place.line), ...describe(line) });
	return !bad.some(({ reason }) => reason === 'headless');
}

function describe({ text, reason }: BadLine): { message: string; hint: string } {
	// The line may be the value of a password that went wrong, so only its first word is shown.
	const start = quote(`${words(text)[0] ?? ''}${words(text).length > 1 ? ' …' : ''}`);
	switch (reason) {
		case 'headless':
			if (text.startsWith('\uFEFF')) {
				return { message: 'begins with a byte order mark', hint: 'save the file as UTF-8 without one' };
			}
			return { message: `${start} stands before any section`, hint: 'begin with a line like [supervisord]' };
		case 'no-delimiter':
			return {
				message: `${start} is neither a section nor key=value`,
				hint: 'write key=value, or indent the line to continue the value above',
			};
		case 'no-key':
			return { message: `${start} has no key`, hint: 'write key=value' };
	}
}

function replaceHere({ sections, defaults }: IniDocument, here: string): void {
	for (const values of sections.values()) {
		for (const [key, value] of new Map([...defaults, ...values])) {
			if (value.text.includes(HERE)) values.set(key, { ...value, text: value.text.replaceAll(HERE, () => here) });
		}
	}
}
