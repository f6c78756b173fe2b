import type { LoadResult } from '../config/load-result.ts';
import type { System } from '../platform/system.ts';
import type { Session } from './session.ts';

/** The daemon as its operations see it. Valid over restarts in place: `session` is always the present one. */
export interface Control {
	readonly session: Session;
	readonly system: System;
	/** Podvisor's own version. */
	readonly version: string;
	/** Reads the configuration anew. Where it can be used, its groups are those that can be added (`session.available`). */
	reread(): LoadResult;
	/**
	 * Ends all programs in order and begins anew on the re-read configuration, with the same pid. Where that cannot be
	 * used nothing is ended, the log says why, and the result is what is wrong.
	 */
	restart(): LoadResult;
	/** Ends all programs in order, then the daemon. */
	shutdown(): void;
	/** Much was loaded for a request: what that left behind can go when all is quiet again. */
	disturbed(): void;
	/** A request was answered; many leave something behind too. */
	answered(): void;
}

/** Where the daemon is controlled from: opened before the first program starts, closed after the last one ended. */
export interface ControlServers {
	/**
	 * Opens what the session's configuration asks for; what is open and configured as before stays, the rest is closed.
	 * Returns what could not be opened, a sentence each.
	 */
	serve(control: Control): readonly string[];
	/** Binds anew what somebody removed. */
	refresh(): void;
	/** Takes no further requests; calls back when the answers that are under way are out, or at the latest after `timeoutMs`. */
	close(timeoutMs: number, callback: () => void): void;
}
