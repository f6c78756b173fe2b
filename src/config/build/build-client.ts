import type { ClientConfig } from '../config.ts';
import { CLIENT_OPTIONS as OPTIONS } from '../options/client-options.ts';
import { absolutePath, expandUser } from '../python/posix-path.ts';
import type { LoadContext } from './load-context.ts';
import { readOption, type SectionReader } from './read-option.ts';

const UNIX = 'unix://';

/** `[supervisorctl]`, for the daemon: it must start whatever stands there, so what is wrong with it is a warning. */
export function buildClient(context: LoadContext): ClientConfig {
	return readClient({ ...context, problems: context.warnings });
}

/** `[supervisorctl]`, for the client. */
export function readClient(context: LoadContext): ClientConfig {
	const { source, here } = context;
	const plain: SectionReader = { context, section: 'supervisorctl', names: new Map() };
	const withHere: SectionReader = { ...plain, names: new Map([['here', here]]) };
	const url = readOption(withHere, OPTIONS.serverurl);
	return {
		serverurl: url.startsWith(UNIX) ? UNIX + absolutePath(expandUser(url.slice(UNIX.length), source), source) : url,
		username: readOption(plain, OPTIONS.username),
		password: readOption(plain, OPTIONS.password),
		prompt: readOption(plain, OPTIONS.prompt),
		historyFile: readOption(withHere, OPTIONS.historyFile),
	};
}
