import type { AlertSinkConfig, Config, Problem } from '../config.ts';
import type { ConfigSource } from '../config-source.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { ALERT_OPTIONS as OPTIONS } from '../options/alert-options.ts';
import { absolutePath } from '../python/posix-path.ts';
import { quote } from '../quote.ts';
import { advise } from './advise.ts';
import { alertSections } from './alert-sections.ts';

/** Alerts that would not arrive, and files that something else writes as well. */
export function checkAlertSinks(config: Config, document: IniDocument, source: ConfigSource): Problem[] {
	const found: Problem[] = [];
	const writers = logWriters(config, source);
	for (const { alert, section } of alertSections(config, document)) {
		const { sink, name } = alert;
		if (sink.type === 'file' && !sink.path.startsWith('/dev/')) {
			const other = writers.get(sink.path);
			if (other === undefined) writers.set(sink.path, `[alert:${name}]`);
			else {
				const message = `${quote(sink.path)} is also where ${other} goes, and each rotates it away from the other`;
				// A path that nobody wrote stands at the heading.
				found.push(advise(document, section, OPTIONS.path.name, { message, hint: 'give each a file' }));
			}
		}
		// The address may have a secret in it, and is not shown.
		if (sink.type === 'alertmanager' && /\/api\/v[12]\/alerts\/*$/.test(new URL(sink.url).pathname)) {
			const message = 'ends with the path of the API, which is added to it once more';
			const hint = 'write the base of the Alertmanager, as in url=http://127.0.0.1:9093';
			found.push(advise(document, section, OPTIONS.url.name, { message, hint }));
		}
		for (const [key, path] of secretFiles(sink)) {
			if (source.exists(path)) continue;
			const message = 'names a file that does not exist here, and without it nothing is sent';
			found.push(advise(document, section, key, { message, hint: 'create it, or write another path' }));
		}
	}
	return found;
}

/** Who writes to a file, by its path. */
function logWriters({ daemon, groups }: Config, source: ConfigSource): Map<string, string> {
	const writers = new Map<string, string>();
	for (const process of groups.flatMap(({ processes }) => processes)) {
		for (const name of ['stdout', 'stderr'] as const) {
			const { target } = process[name];
			if (target.type !== 'file') continue;
			writers.set(absolutePath(target.path, source), `${name} of ${process.group}:${process.name}`);
		}
	}
	if (daemon.logfile.type === 'file') writers.set(daemon.logfile.path, "the daemon's own log");
	return writers;
}

function secretFiles(sink: AlertSinkConfig): readonly (readonly [key: string, path: string])[] {
	const files: [string, string][] = [];
	if ((sink.type === 'webhook' || sink.type === 'slack') && sink.url.type === 'file') {
		files.push([OPTIONS.urlFile.name, sink.url.path]);
	}
	if (sink.type === 'webhook' && sink.secret?.type === 'file') files.push([OPTIONS.secretFile.name, sink.secret.path]);
	if (sink.type === 'pagerduty' && sink.routingKey.type === 'file') {
		files.push([OPTIONS.routingKeyFile.name, sink.routingKey.path]);
	}
	return files;
}
