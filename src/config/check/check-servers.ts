import type { Config, Problem } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { CLIENT_OPTIONS } from '../options/client-options.ts';
import { quote } from '../quote.ts';
import { advise } from './advise.ts';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|::1|\[::1\])$/;

/** Servers that listen elsewhere than one may think, and a client that looks elsewhere than they listen. */
export function checkServers(config: Config, document: IniDocument): Problem[] {
	const found: Problem[] = [];
	const sections = [...document.sections.keys()].filter((title) => title.startsWith('inet_http_server'));
	for (const [index, server] of config.inetServers.entries()) {
		const { host, port, credentials, allowUnauthenticated } = server;
		if (credentials !== undefined || LOOPBACK.test(host)) continue;
		const where = host === '' ? 'every interface' : quote(host);
		found.push(
			advise(document, sections[index] ?? 'inet_http_server', 'port', {
				message: allowUnauthenticated
					? `anyone who reaches ${where}, port ${port}, can run commands here`
					: `without a password it listens on 127.0.0.1 only, not on ${where}`,
				hint: 'set username and password',
			}),
		);
	}
	return [...found, ...checkSockets(config, document), ...checkClient(config, document)];
}

/** A socket that others may open is as good as a shell for them. */
function checkSockets({ unixServers }: Config, document: IniDocument): Problem[] {
	const sections = [...document.sections.keys()].filter((title) => title.startsWith('unix_http_server'));
	return unixServers.flatMap(({ chmod, credentials }, index) => {
		if (credentials !== undefined || (chmod & 0o007) === 0) return [];
		const message = `anyone on this machine can control it: chmod=${chmod.toString(8).padStart(4, '0')}, without a password`;
		const section = sections[index] ?? 'unix_http_server';
		return [advise(document, section, 'chmod', { message, hint: 'write chmod=0700, or set username and password' })];
	});
}

function checkClient({ client, unixServers }: Config, document: IniDocument): Problem[] {
	const key = CLIENT_OPTIONS.serverurl.name;
	const { serverurl } = client;
	if (!document.sections.get('supervisorctl')?.has(key) || !serverurl.startsWith('unix://')) return [];
	const paths = unixServers.map(({ file }) => file);
	// unix:////x, which is as good as unix:///x.
	if (paths.includes(serverurl.slice('unix://'.length).replace(/^\/\//, '/'))) return [];
	const message = `${quote(serverurl)} is no socket of this daemon`;
	const hint =
		paths.length === 0 ? 'add a section [unix_http_server]' : `[unix_http_server] has file=${paths.join(', ')}`;
	return [advise(document, 'supervisorctl', key, { message, hint })];
}
