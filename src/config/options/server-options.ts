import type { SocketOwner } from '../config.ts';
import { socketOwner } from '../values/account.ts';
import { boolean } from '../values/boolean.ts';
import { type InetAddress, inetAddress } from '../values/inet-address.ts';
import { octal } from '../values/octal.ts';
import { text } from '../values/text.ts';
import { type Option, option, optional } from './option.ts';

interface CredentialOptions {
	readonly username: Option<string | undefined>;
	readonly password: Option<string | undefined>;
}

/** Both servers have these. */
export const CREDENTIAL_OPTIONS: CredentialOptions = {
	username: optional('username', text, { doc: 'who may log in; needs a password' }),
	password: optional('password', text, { secret: true, doc: 'in the clear, or `{SHA}` and the SHA-1 in hex' }),
};

interface UnixServerOptions {
	readonly file: Option<string | undefined>;
	readonly chmod: Option<number>;
	readonly chown: Option<SocketOwner | undefined>;
}

/** `[unix_http_server]`. */
export const UNIX_SERVER_OPTIONS: UnixServerOptions = {
	file: optional('file', text, { required: true, doc: 'the path of the socket' }),
	chmod: option('chmod', octal, { default: '0700', doc: 'the mode of the socket' }),
	chown: optional('chown', socketOwner, {
		defaultDoc: 'who the daemon runs as',
		doc: 'who owns the socket: user or user:group',
	}),
};

interface InetServerOptions {
	readonly port: Option<InetAddress | undefined>;
	readonly allowUnauthenticated: Option<boolean>;
}

/** `[inet_http_server]`. */
export const INET_SERVER_OPTIONS: InetServerOptions = {
	port: optional('port', inetAddress, {
		required: true,
		doc: 'where to listen: `127.0.0.1:9001`; `*:9001` is every interface, and without a password still loopback only',
	}),
	allowUnauthenticated: option('allow_unauthenticated', boolean, {
		default: 'false',
		podvisor: true,
		doc: 'listen beyond loopback without a password',
	}),
};
