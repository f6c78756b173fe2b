import type { Problem } from './config.ts';
import type { LoadResult } from './load-result.ts';

/** What is legal in a configuration and yet worth a second look; for `--check`. Errors are not repeated. */
export function checkConfig(_loaded: LoadResult): readonly Problem[] {
	return [];
}
