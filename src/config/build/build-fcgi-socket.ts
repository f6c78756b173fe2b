import type { FcgiSocket, SocketOwner } from '../config.ts';
import { FCGI_SOCKET_MODE, FCGI_OPTIONS as OPTIONS } from '../options/fcgi-options.ts';
import { PROGRAM_OPTIONS } from '../options/program-options.ts';
import { parseInteger } from '../python/parse-integer.ts';
import { absolutePath, expandUser } from '../python/posix-path.ts';
import { quote } from '../quote.ts';
import { addProblem, isWritten, readOption, type SectionReader } from './read-option.ts';

/** The socket of an fcgi-program; `undefined` after a problem. Of all its options only `socket` knows `%(program_name)s`. */
export function buildFcgiSocket(reader: SectionReader, program: string): FcgiSocket | undefined {
	const user = readOption(reader, PROGRAM_OPTIONS.user);
	const backlog = readOption(reader, OPTIONS.socketBacklog);
	const owner = readOption(reader, OPTIONS.socketOwner);
	const mode = readOption(reader, OPTIONS.socketMode);
	const socketReader = { ...reader, names: new Map(reader.names).set('program_name', program) };
	const socket = readOption(socketReader, OPTIONS.socket);
	if (socket === undefined || socket === '') {
		if (socket === '' || !isWritten(reader, OPTIONS.socket)) {
			addProblem(
				reader,
				OPTIONS.socket.name,
				'is missing',
				'write socket=unix:///run/x.sock or socket=tcp://localhost:9000',
			);
		}
		return undefined;
	}
	if (socket.startsWith('unix://')) {
		const { source } = reader.context;
		const path = socket.slice('unix://'.length);
		if (!path.startsWith('/')) {
			addProblem(
				reader,
				OPTIONS.socket.name,
				`${quote(socket)} has no absolute path`,
				'write unix:///path with three slashes',
			);
			return undefined;
		}
		const programOwner: SocketOwner | undefined =
			user === undefined || user.uid === source.uid ? undefined : { uid: user.uid, gid: user.gid };
		const normal = absolutePath(expandUser(path, source), source);
		const address = {
			type: 'unix' as const,
			path: normal,
			owner: owner ?? programOwner,
			mode: mode ?? FCGI_SOCKET_MODE,
		};
		return { url: `unix://${normal}`, address, backlog };
	}
	return buildTcpSocket(reader, socket, backlog);
}

function buildTcpSocket(reader: SectionReader, socket: string, backlog: number | undefined): FcgiSocket | undefined {
	for (const option of [OPTIONS.socketOwner, OPTIONS.socketMode]) {
		if (isWritten(reader, option))
			addProblem(reader, option.name, 'is only for a unix socket', 'remove it, or write socket=unix://…');
	}
	const [, host, portText] = /^tcp:\/\/([^\s:]+):(\p{Nd}+)$/u.exec(socket) ?? [];
	const port = parseInteger(portText ?? '');
	if (host === undefined || port === undefined || port < 1 || port > 65_535) {
		const hint = 'write unix:///path or tcp://host:port with a port from 1 to 65535';
		addProblem(reader, OPTIONS.socket.name, `${quote(socket)} is not an address of a socket`, hint);
		return undefined;
	}
	const address = { type: 'tcp' as const, host: host.toLowerCase(), port };
	return { url: `tcp://${address.host}:${port}`, address, backlog };
}
