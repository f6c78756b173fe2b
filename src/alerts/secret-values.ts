import { parseEnv } from 'node:util';
import type { AlertSinkConfig, Config, ProcessConfig, SecretText } from '../config/config.ts';
import type { Files } from '../platform/files.ts';

/** Variables whose values are secret by their names. */
const SECRET_NAME = /pass(?:w|phrase)|pwd|secret|token|api_?key|access_?key|private_?key|credential|_key$|^key$|_dsn$/i;

/**
 * The values that must not be told: what `secrets=` leads to now, and of `environment` and `env_file` what is secret by
 * its name. What cannot be read is nobody's secret: the program did not start with it.
 */
export function secretValues(process: ProcessConfig, files: Files): readonly string[] {
	const { environment, envFiles, secrets } = process;
	const variables = [environment, ...envFiles.map((path) => parseEnv(read(files, path)))];
	return [
		...Object.values(secrets).map((path) => read(files, path)),
		...variables.flatMap(Object.entries).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [String(value)] : [])),
	].filter((value) => value !== '');
}

/** The secrets of the daemon itself: its passwords, and where its alerts go. */
export function ownSecretValues({ unixServers, inetServers, alerts, daemon }: Config): readonly string[] {
	return [
		...[...unixServers, ...inetServers].map(({ credentials }) => credentials?.password ?? ''),
		...Object.entries(daemon.environment).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : [])),
		...alerts.flatMap(({ sink }) => secretsOf(sink)).map((secret) => (secret?.type === 'text' ? secret.text : '')),
	].filter((value) => value !== '');
}

function secretsOf(sink: AlertSinkConfig): readonly (SecretText | undefined)[] {
	switch (sink.type) {
		case 'webhook':
			return [sink.url, sink.secret];
		case 'slack':
			return [sink.url];
		case 'pagerduty':
			return [sink.routingKey];
		case 'file':
		case 'alertmanager':
		case 'command':
			return [];
	}
}

function read(files: Files, path: string): string {
	try {
		return files.readText(path);
	} catch {
		// ENOENT, EACCES …: the start that needs it fails, and says so.
		return '';
	}
}
