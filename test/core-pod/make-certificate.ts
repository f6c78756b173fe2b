import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** For a test's `skip`. */
export const NO_OPENSSL: string | false = spawnSync('openssl', ['version']).status !== 0 && 'openssl is not installed';

/** Writes `tls.crt` and `tls.key` of a fresh certificate for 127.0.0.1 with this common name, over those that are there. */
export function makeCertificate(directory: string, commonName: string): void {
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const subject = ['-subj', `/CN=${commonName}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
	const files = ['-keyout', join(directory, 'tls.key'), '-out', join(directory, 'tls.crt')];
	const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...key, ...subject, ...files], { encoding: 'utf8' });
	if (status !== 0) throw new Error(`openssl req: ${stderr}`);
}
