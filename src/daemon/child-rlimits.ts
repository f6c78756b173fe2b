import type { DaemonConfig, ProcessConfig } from '../config/config.ts';
import type { Files } from '../platform/files.ts';
import { ownLimits } from '../platform/own-limits.ts';
import { originalNofile } from './start-line.ts';

/**
 * The limit of open files that supervisord's programs would have: what the daemon was started with, and at least minfds.
 * Where that is not known they inherit Node's, which is the hard limit.
 */
export function childRlimits({ minfds }: Pick<DaemonConfig, 'minfds'>, files: Files): ProcessConfig['rlimits'] {
	const hard = ownLimits(files)?.nofile.hard;
	if (originalNofile === undefined || hard === undefined) return {};
	return { nofile: { soft: Math.min(Math.max(originalNofile, minfds), hard), hard } };
}
