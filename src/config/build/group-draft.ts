import type { GroupConfig } from '../config.ts';
import type { ProcessDraft } from './build-processes.ts';

/** A group whose processes' dependencies are still names. */
export type GroupDraft = Omit<GroupConfig, 'processes'> & { readonly processes: readonly ProcessDraft[] };
