import type { MemoryBounds } from '../config.ts';
import { MEMORY_OPTIONS as OPTIONS } from '../options/memory-options.ts';
import { addProblem, readOption, type SectionReader } from './read-option.ts';

/** How much memory one process may take. */
export function readMemoryBounds(reader: SectionReader): MemoryBounds {
	const warningBytes = readOption(reader, OPTIONS.warning);
	const limitBytes = readOption(reader, OPTIONS.limit);
	if (warningBytes !== undefined && limitBytes !== undefined && warningBytes > limitBytes) {
		const message = `is above ${OPTIONS.limit.name} (${warningBytes} bytes, and ${limitBytes})`;
		addProblem(reader, OPTIONS.warning.name, message, 'write the smaller of the two here');
	}
	return { warningBytes, limitBytes, action: readOption(reader, OPTIONS.action) };
}
