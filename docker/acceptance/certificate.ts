import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from './usage-error.ts';

/** A folder with tls.crt and tls.key, signed by itself, for a day; removed at the end. */
export class Certificate {
	readonly folder: string;

	private constructor(folder: string) {
		this.folder = folder;
	}

	/** Throws a UsageError where there is no openssl. */
	static async create(): Promise<Certificate> {
		const certificate = new Certificate(mkdtempSync(join(tmpdir(), 'core-pod-tls-')));
		const [key, crt] = ['tls.key', 'tls.crt'].map((name) => join(certificate.folder, name)) as [string, string];
		const subject = ['-subj', '/CN=localhost', '-days', '1', '-keyout', key, '-out', crt];
		const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
		try {
			await promisify(execFile)('openssl', ['req', '-x509', '-nodes', ...curve, ...subject]);
		} catch (error) {
			certificate.remove();
			throw new UsageError(`openssl makes no certificate for the TLS variant: ${(error as Error).message}`);
		}
		// Whoever the container runs as must read them; the key is worth nothing.
		chmodSync(certificate.folder, 0o755);
		chmodSync(key, 0o644);
		return certificate;
	}

	get options(): readonly string[] {
		return ['--volume', `${this.folder}:/etc/nginx/tls:ro`];
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}
