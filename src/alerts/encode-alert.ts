import type { Alert } from './alert.ts';

/** One line of JSON, without its newline. */
export function encodeAlert(alert: Alert): string {
	return JSON.stringify(alert);
}
