import { readClient } from './build/build-client.ts';
import { readSocketFile } from './build/build-servers.ts';
import type { LoadContext } from './build/load-context.ts';
import type { ClientConfig, Place, Problem } from './config.ts';
import type { ConfigSource } from './config-source.ts';
import { environmentExpansions } from './environment-expansions.ts';
import { decodeUtf8 } from './ini/decode-utf8.ts';
import { emptyDocument } from './ini/ini-document.ts';
import { mergeIni } from './ini/merge-ini.ts';
import { withoutPrograms } from './ini/without-programs.ts';
import { createProblemList } from './problem-list.ts';
import { absolutePath, directoryName } from './python/posix-path.ts';
import { quote } from './quote.ts';

/** What a configuration says for clients, or why it says nothing. */
export type LoadedClient =
	| {
			readonly ok: true;
			readonly client: ClientConfig;
			/** Where `serverurl`, or what is taken for it, stands; `undefined` where it has its default. */
			readonly serverurlPlace: Place | undefined;
			/** Whether the socket of `[unix_http_server]` is taken, as the one of `serverurl` does not exist. */
			readonly isServersOwn: boolean;
	  }
	| { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads `[supervisorctl]` (or `[podctl]`) of a file, and nothing else: a mistake in a program's section, or an included
 * file that cannot be read, is the daemon's business. As supervisorctl, it does not look into included files.
 */
export function loadClientConfig(file: string, source: ConfigSource): LoadedClient {
	const context: LoadContext = {
		file,
		here: absolutePath(directoryName(file), source),
		flags: { configuration: file, check: false, overrides: {} },
		source,
		document: emptyDocument(),
		environment: environmentExpansions(source),
		problems: createProblemList(),
		warnings: createProblemList(),
	};
	const content = source.readFile(file);
	if (!content.ok) return refuse(file, `cannot be read: ${content.reason}`, 'name another one with -c');
	const decoded = decodeUtf8(content.bytes);
	if (!decoded.ok) return refuse(file, `is not UTF-8 in line ${decoded.line}`, 'save the file as UTF-8');
	// Lines that the daemon would refuse are passed over: they may stand anywhere.
	mergeIni(context.document, file, withoutPrograms(decoded.text));
	const section = context.document.sections.get('supervisorctl');
	if (section === undefined) {
		const listens = context.document.sections.get('unix_http_server')?.get('file')?.text;
		const url = listens === undefined ? 'unix:///path/of/socket' : `unix://${listens}`;
		return refuse(
			file,
			'does not include supervisorctl section',
			`add [podctl] (or [supervisorctl]) with serverurl=${quote(url).slice(1, -1)}, or name the daemon with -s`,
		);
	}
	const client = readClient(context);
	const problems = context.problems.all();
	if (problems.length > 0) return { ok: false, problems };
	const written = section.get('serverurl') ?? context.document.defaults.get('serverurl');
	const own = client.serverurl.startsWith('unix://') ? serversOwn(context, client.serverurl) : undefined;
	if (own === undefined) return { ok: true, client, serverurlPlace: written?.place, isServersOwn: false };
	return { ok: true, client: { ...client, serverurl: own.url }, serverurlPlace: own.place, isServersOwn: true };
}

/** The daemon's socket by the same file, where that exists and the one that the client was told of does not. */
function serversOwn(context: LoadContext, told: string): { readonly url: string; readonly place: Place } | undefined {
	const { source, document } = context;
	const section = 'unix_http_server';
	const place = document.sections.get(section)?.get('file')?.place;
	if (place === undefined || source.exists(told.slice('unix://'.length))) return undefined;
	// What is wrong there is the daemon's business.
	const quiet: LoadContext = { ...context, problems: createProblemList(), warnings: createProblemList() };
	const file = readSocketFile({ context: quiet, section, names: new Map() });
	return file !== undefined && source.exists(file) ? { url: `unix://${file}`, place } : undefined;
}

function refuse(file: string, message: string, hint: string): LoadedClient {
	return { ok: false, problems: [{ place: { file, line: 0 }, section: '', key: '', message, hint }] };
}
