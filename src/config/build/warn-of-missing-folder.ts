import type { Option } from '../options/option.ts';
import { directoryName } from '../python/posix-path.ts';
import { quote } from '../quote.ts';
import { addWarning, type SectionReader } from './read-option.ts';

/** What writes to a file that is no part of any program's life; so a missing folder is no reason to refuse to start. */
export function warnOfMissingFolder(reader: SectionReader, { name }: Option<unknown>, path: string): void {
	const folder = directoryName(path);
	if (reader.context.source.isDirectory(folder)) return;
	addWarning(
		reader,
		name,
		`${quote(path)} lies in a directory that does not exist`,
		`create ${folder}, or write another path`,
	);
}
