import type { SocketOwner } from '../config.ts';
import { socketOwner } from '../values/account.ts';
import { integerBetween } from '../values/integer.ts';
import { octal } from '../values/octal.ts';
import { text } from '../values/text.ts';
import { type Option, optional } from './option.ts';

interface FcgiOptions {
	readonly socket: Option<string | undefined>;
	readonly socketBacklog: Option<number | undefined>;
	readonly socketOwner: Option<SocketOwner | undefined>;
	readonly socketMode: Option<number | undefined>;
}

/** The mode of a unix socket without `socket_mode`, which has no default itself, since TCP refuses to have it set. */
export const FCGI_SOCKET_MODE = 0o700;

/** What `[fcgi-program:x]` has beside the options of a program. */
export const FCGI_OPTIONS: FcgiOptions = {
	socket: optional('socket', text, {
		required: true,
		doc: 'the socket that the processes get as stdin: `unix:///path` or `tcp://host:port`',
	}),
	socketBacklog: optional('socket_backlog', integerBetween(1, 65_535), {
		defaultDoc: "the system's SOMAXCONN",
		doc: 'the backlog of listen(2)',
	}),
	socketOwner: optional('socket_owner', socketOwner, {
		defaultDoc: 'the user of the program',
		doc: 'who owns a unix socket: user or user:group',
	}),
	socketMode: optional('socket_mode', octal, {
		defaultDoc: `0${FCGI_SOCKET_MODE.toString(8)}`,
		doc: 'the mode of a unix socket',
	}),
};
