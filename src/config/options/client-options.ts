import { anyPath } from '../values/path.ts';
import { text } from '../values/text.ts';
import { type Option, option, optional } from './option.ts';

interface ClientOptions {
	readonly serverurl: Option<string>;
	readonly username: Option<string | undefined>;
	readonly password: Option<string | undefined>;
	readonly prompt: Option<string>;
	readonly historyFile: Option<string | undefined>;
}

/** `[supervisorctl]`, also called `[podctl]`. */
export const CLIENT_OPTIONS: ClientOptions = {
	serverurl: option('serverurl', text, {
		default: 'http://localhost:9001',
		doc: 'where the daemon is: `unix:///path/of/socket` or `http://host:port`',
	}),
	username: optional('username', text, { doc: 'as in the section of the server' }),
	password: optional('password', text, { secret: true, doc: 'as in the section of the server' }),
	prompt: option('prompt', text, { default: 'supervisor', doc: 'the prompt of the interactive shell' }),
	historyFile: optional('history_file', anyPath, { doc: 'where the shell keeps what was typed' }),
};
