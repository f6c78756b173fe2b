import type { Config, Credentials, InetServerConfig, UnixServerConfig } from '../config.ts';
import { CREDENTIAL_OPTIONS, INET_SERVER_OPTIONS, UNIX_SERVER_OPTIONS } from '../options/server-options.ts';
import { absolutePath, expandUser } from '../python/posix-path.ts';
import { strip } from '../python/strip.ts';
import type { LoadContext } from './load-context.ts';
import { addProblem, isWritten, readOption, type SectionReader } from './read-option.ts';

/** Every section whose title begins with a server's name is one, as in supervisord. */
export function buildServers(context: LoadContext): Pick<Config, 'unixServers' | 'inetServers'> {
	const titles = [...context.document.sections.keys()];
	const readers = (prefix: string): SectionReader[] =>
		titles.filter((title) => title.startsWith(prefix)).map((section) => ({ context, section, names: new Map() }));
	return {
		unixServers: readers('unix_http_server').flatMap((reader) => buildUnixServer(reader) ?? []),
		inetServers: readers('inet_http_server').flatMap((reader) => buildInetServer(reader) ?? []),
	};
}

/** The absolute path of `file` in this section; `undefined` where there is none. */
export function readSocketFile(reader: SectionReader): string | undefined {
	const { source, here } = reader.context;
	// Of all options of the servers only this one knows %(here)s.
	const file = readOption({ ...reader, names: new Map([['here', here]]) }, UNIX_SERVER_OPTIONS.file);
	return file === undefined ? undefined : absolutePath(expandUser(strip(file), source), source);
}

function buildUnixServer(reader: SectionReader): UnixServerConfig | undefined {
	const file = readSocketFile(reader);
	const owner = readOption(reader, UNIX_SERVER_OPTIONS.chown);
	const rest = {
		chmod: readOption(reader, UNIX_SERVER_OPTIONS.chmod),
		chown: owner ?? { uid: -1, gid: -1 },
		credentials: readCredentials(reader),
	};
	if (file !== undefined) return { file, ...rest };
	if (!isWritten(reader, UNIX_SERVER_OPTIONS.file)) {
		addProblem(reader, UNIX_SERVER_OPTIONS.file.name, 'is missing', 'write file=/run/podvisor.sock');
	}
	return undefined;
}

function buildInetServer(reader: SectionReader): InetServerConfig | undefined {
	const address = readOption(reader, INET_SERVER_OPTIONS.port);
	const rest = {
		credentials: readCredentials(reader),
		allowUnauthenticated: readOption(reader, INET_SERVER_OPTIONS.allowUnauthenticated),
	};
	if (address !== undefined) return { ...address, ...rest };
	if (!isWritten(reader, INET_SERVER_OPTIONS.port)) {
		addProblem(reader, INET_SERVER_OPTIONS.port.name, 'is missing', 'write port=127.0.0.1:9001');
	}
	return undefined;
}

function readCredentials(reader: SectionReader): Credentials | undefined {
	const username = readOption(reader, CREDENTIAL_OPTIONS.username);
	const password = readOption(reader, CREDENTIAL_OPTIONS.password);
	if (username !== undefined && password !== undefined) return { username, password };
	const missing = [CREDENTIAL_OPTIONS.username, CREDENTIAL_OPTIONS.password].filter(
		(option) => !isWritten(reader, option),
	);
	if (missing.length === 1 && missing[0] !== undefined) {
		addProblem(reader, missing[0].name, 'is missing', 'a server has a username and a password, or neither');
	}
	return undefined;
}
