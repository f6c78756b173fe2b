import type { CliOptionName } from './cli-options.ts';
import { credentialsIn } from './client/server-address.ts';
import type { ClientSettings, CtlWorld } from './ctl-world.ts';

/** The daemon to talk to, and who told us so. */
export interface Target {
	readonly url: string;
	/** Who named it, as it stands in a sentence: `serverurl in /etc/supervisord.conf, line 12`. */
	readonly origin: string;
	readonly credentials: { readonly username: string; readonly password: string } | undefined;
	/** Who named them: `username in /etc/supervisord.conf`. */
	readonly credentialsOrigin: string;
}

/** Everything that flags, environment and configuration say. */
export interface ResolvedTarget {
	readonly target: Target;
	readonly prompt: string;
	readonly historyFile: string | undefined;
}

const DEFAULT_URL = 'http://localhost:9001';

/**
 * Flags win over the environment, and that over the configuration, except SUPERVISOR_SERVER_URL: supervisord gives it to
 * its programs, and what a configuration says is more. A string is what keeps us from knowing: a bad configuration.
 */
export function resolveTarget(
	options: Readonly<Partial<Record<CliOptionName, string>>>,
	{ environment, readClientConfig }: Pick<CtlWorld, 'environment' | 'readClientConfig'>,
): ResolvedTarget | string {
	const settings = readClientConfig(options.configuration);
	if (settings.type === 'error') return settings.message;
	const { url, origin } = findUrl(options, { environment, settings });
	if (!/^[a-z][a-z\d+.-]*:\/*[^/]/i.test(url) && !url.startsWith('unix:///')) {
		return `invalid value for ${origin} '${url}': not a URL; write unix:///path/of/socket or http://host:port`;
	}
	const config = settings.type === 'found' ? settings : undefined;
	const inUrl = credentialsIn(url);
	const username = options.username ?? environment['PODCTL_USERNAME'] ?? inUrl?.username ?? config?.username;
	const password = options.password ?? environment['PODCTL_PASSWORD'] ?? inUrl?.password ?? config?.password;
	return {
		target: {
			url,
			origin,
			// supervisorctl, too, sends none where one of the two is missing.
			credentials: username === undefined || password === undefined ? undefined : { username, password },
			credentialsOrigin: userOrigin(options, { environment, settings }),
		},
		prompt: config?.prompt ?? 'supervisor',
		historyFile: options['history-file'] ?? config?.historyFile,
	};
}

interface Sources {
	readonly environment: CtlWorld['environment'];
	readonly settings: ClientSettings;
}

function findUrl(
	options: Readonly<Partial<Record<CliOptionName, string>>>,
	{ environment, settings }: Sources,
): { readonly url: string; readonly origin: string } {
	if (options.serverurl !== undefined) return { url: options.serverurl, origin: '-s' };
	const ours = environment['PODCTL_SERVER'];
	if (ours) return { url: ours, origin: 'PODCTL_SERVER' };
	if (settings.type === 'found' && settings.serverurl !== undefined) {
		const line = settings.serverurlLine === undefined ? '' : `, line ${settings.serverurlLine}`;
		const option = settings.isServersOwn ? 'file of [unix_http_server]' : 'serverurl';
		return { url: settings.serverurl, origin: `${option} in ${settings.file}${line}` };
	}
	const inherited = environment['SUPERVISOR_SERVER_URL'];
	if (inherited) return { url: inherited, origin: 'SUPERVISOR_SERVER_URL' };
	if (settings.type === 'found') {
		return { url: DEFAULT_URL, origin: `the default, for ${settings.file} has no serverurl` };
	}
	return { url: DEFAULT_URL, origin: 'the default, for no configuration file was found' };
}

function userOrigin(
	options: Readonly<Partial<Record<CliOptionName, string>>>,
	{ environment, settings }: Sources,
): string {
	if (options.username !== undefined) return '-u';
	if (environment['PODCTL_USERNAME'] !== undefined) return 'PODCTL_USERNAME';
	if (settings.type === 'found' && settings.username !== undefined) return `username in ${settings.file}`;
	return 'nowhere';
}
