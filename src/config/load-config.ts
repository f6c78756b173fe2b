import type { ConfigSource } from './config-source.ts';
import type { Flags } from './flags.ts';
import { emptyDocument } from './ini/ini-document.ts';
import type { LoadResult } from './load-result.ts';

/** Reads a configuration and everything it includes. Never throws for bad input. */
export function loadConfig(file: string, _flags: Flags, _source: ConfigSource): LoadResult {
	const problem = { place: { file, line: 0 }, section: '', key: '', message: 'cannot be read yet', hint: '' };
	return { ok: false, problems: [problem], document: emptyDocument() };
}
