import type { MemoryBounds } from '../config.ts';
import { byteSizeFrom } from '../values/byte-size.ts';
import { choice } from '../values/choice.ts';
import { type Option, option, optional } from './option.ts';

interface MemoryOptions {
	readonly warning: Option<number | undefined>;
	readonly limit: Option<number | undefined>;
	readonly action: Option<MemoryBounds['action']>;
}

/** How much memory a process of a program may take, with all its children. */
export const MEMORY_OPTIONS: MemoryOptions = {
	warning: optional('memory_warning', byteSizeFrom(1), {
		podvisor: true,
		doc: 'memory of a process and all its children that is worth an alert, when it lasts',
	}),
	limit: optional('memory_limit', byteSizeFrom(1), {
		podvisor: true,
		doc: 'the same that is too much; see `memory_action`',
	}),
	action: option('memory_action', choice('restart', 'alert'), {
		default: 'restart',
		podvisor: true,
		doc: 'what happens above `memory_limit`: the process is restarted, or there is only an alert',
	}),
};
