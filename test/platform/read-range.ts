import type { Files } from '../../src/platform/files.ts';

/** At most `maxBytes` of a file from `offset` on. */
export function readRange(
	files: Pick<Files, 'openRead'>,
	path: string,
	{ offset, maxBytes }: { readonly offset: number; readonly maxBytes: number },
): Buffer {
	const file = files.openRead(path);
	try {
		return file.read(offset, maxBytes);
	} finally {
		file.close();
	}
}
