import { PodvisorError, type PodvisorErrorOptions } from '../foundation/podvisor-error.ts';

/** A command cannot go on: a sentence, and what to do. Told as `error: …`, with exit status 1 unless it says otherwise. */
export class CtlError extends PodvisorError {
	readonly exitStatus: number;

	constructor(message: string, options: PodvisorErrorOptions & { readonly exitStatus?: number }) {
		super(message, options);
		this.exitStatus = options.exitStatus ?? 1;
	}
}
