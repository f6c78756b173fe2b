import type { ControlRequest } from './control-request.ts';

/** What lives under some paths of the control servers. */
export interface HttpHandler {
	/** @param path As in {@link ControlRequest}. */
	matches(path: string): boolean;
	/**
	 * Answers. It may take as long as it likes; other clients are not held up.
	 * @throws HttpRefusal; anything else is a bug, which the client sees as 500 and the log in full
	 */
	handle(request: ControlRequest): void | Promise<void>;
}
