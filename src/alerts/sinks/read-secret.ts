import type { SecretText } from '../../config/config.ts';
import { errorCode } from '../../platform/errno.ts';
import type { Files } from '../../platform/files.ts';

export type SecretReading =
	| { readonly ok: true; readonly text: string }
	| { readonly ok: false; readonly reason: string };

/** A secret as it is now: its file may be mounted late, and may be changed. */
export function readSecret(secret: SecretText, files: Files): SecretReading {
	if (secret.type === 'text') return { ok: true, text: secret.text };
	try {
		const text = files.readText(secret.path).trim();
		return text === '' ? { ok: false, reason: `'${secret.path}' is empty` } : { ok: true, text };
	} catch (error) {
		// Not `…secret': ENOENT`, of which the redactor would take the errno for a secret.
		return { ok: false, reason: `cannot read '${secret.path}' (${errorCode(error) ?? String(error)})` };
	}
}
