import type { Probe } from '../config.ts';
import { parseInteger } from '../python/parse-integer.ts';
import { shlexSplit } from '../python/shlex-split.ts';
import { quote } from '../quote.ts';
import { hostPort } from './host-port.ts';
import { type Parsed, parsed, refused, type ValueType } from './value-type.ts';

const KNOWN = 'write http://…, https://…, tcp://HOST:PORT, exec:COMMAND, listen:PORT, log:REGEX, notify or fd:N';

/** A longer pattern is a slip, or an attack on whoever has to match it. */
const LONGEST_PATTERN = 1000;

/** A question to a process: {@link Probe}. */
export const probe: ValueType<Probe> = {
	label: '[probe](#probes)',
	parse(text) {
		const trimmed = text.trim();
		if (trimmed.toLowerCase() === 'notify') return parsed({ type: 'notify' });
		const [, type = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(trimmed) ?? [];
		switch (type.toLowerCase()) {
			case 'http':
			case 'https':
				return parseUrl(trimmed);
			case 'tcp':
				return parseTcp(rest);
			case 'exec':
				return parseCommand(rest.trim());
			case 'listen':
				return parseListen(rest);
			case 'log':
				return parsePattern(rest);
			case 'fd':
				return parseDescriptor(rest);
		}
		return refused('is no probe that is known', hintFor(trimmed));
	},
	// What is refused for its password must not show it.
	redact: (text) => text.replace(/\/\/.*@/s, '//…@'),
};

/** Probes that can be asked again and again; `insteadHint` tells what to write for those that speak only once. */
export function repeatedProbe(insteadHint: string): ValueType<Probe> {
	return {
		...probe,
		parse(text, source) {
			const result = probe.parse(text, source);
			if (!result.ok || (result.value.type !== 'log' && result.value.type !== 'fd')) return result;
			return refused('says something once, and cannot be asked again', insteadHint);
		},
	};
}

function parseUrl(text: string): Parsed<Probe> {
	const example = 'write it as in http://127.0.0.1:3000/health';
	const url = URL.canParse(text) ? new URL(text) : undefined;
	// The parser is more forgiving than whoever asks later may be.
	if (url === undefined || !/^https?:\/\/[^/]/i.test(text) || /[\s\p{Cc}\\]/u.test(text))
		return refused('is no address that can be asked', example);
	if (url.port === '0') return refused('has no port number from 1 to 65535', example);
	if (url.username !== '' || url.password !== '' || /\/\/[^/?#]*@/.test(text)) {
		// The address is shown wherever the program's health is.
		const hint = 'probe an address that asks for none, or write exec:COMMAND with a command that knows it';
		return refused('has a user name or a password in it', hint);
	}
	if (text.includes('#')) return refused('has a "#", and what follows it is never sent', 'remove it');
	return parsed({ type: 'http', url: text });
}

function parseTcp(rest: string): Parsed<Probe> {
	const address = rest.startsWith('//') ? hostPort(rest.slice(2).replace(/\/$/, '')) : undefined;
	if (address === undefined) {
		return refused('has no host and port', 'write tcp://HOST:PORT, as in tcp://127.0.0.1:5432 or tcp://[::1]:5432');
	}
	return parsed({ type: 'tcp', ...address });
}

function parseCommand(command: string): Parsed<Probe> {
	const split = shlexSplit(command);
	if (!split.ok) {
		const hint =
			split.reason === 'No closing quotation' ? 'close the quotation mark' : 'remove the backslash at the end';
		return refused(`has a command that cannot be split (${split.reason.toLowerCase()})`, hint);
	}
	if ((split.words[0] ?? '') === '') return refused('has no command', 'write exec:COMMAND, as in exec:pg_isready -q');
	return parsed({ type: 'exec', command, argv: split.words });
}

function parseListen(rest: string): Parsed<Probe> {
	const port = parseInteger(rest);
	if (port !== undefined && port >= 1 && port <= 65_535) return parsed({ type: 'listen', port });
	const hint = 'write listen:PORT: the program itself listens on that TCP port, on whatever address';
	return refused('has no port number from 1 to 65535', hint);
}

function parsePattern(pattern: string): Parsed<Probe> {
	const example = 'write log:REGEX, as in log:ready to accept connections';
	if (pattern === '') return refused('has no regular expression', example);
	if (pattern.length > LONGEST_PATTERN) {
		return refused(`has more than ${LONGEST_PATTERN} characters`, 'match a shorter part of the line');
	}
	try {
		new RegExp(pattern);
	} catch (error) {
		// "Invalid regular expression: /(/: Unterminated group"
		const reason = (error as SyntaxError).message.split(': ').at(-1) ?? '';
		return refused(`is no regular expression (${reason.toLowerCase()})`, `${example}; a backslash makes ( plain: \\(`);
	}
	return parsed({ type: 'log', pattern });
}

function parseDescriptor(rest: string): Parsed<Probe> {
	const fd = parseInteger(rest);
	// 0, 1 and 2 are the program's own streams.
	if (fd !== undefined && fd >= 3 && fd <= 1023) return parsed({ type: 'fd', fd });
	return refused('has no descriptor from 3 to 1023', 'write fd:N: the program writes a line to descriptor N');
}

/** People come with Docker's `CMD curl …`, and with addresses that lack their scheme. */
function hintFor(text: string): string {
	const [first = '', ...others] = text.split(/\s+/);
	if (/^cmd(-shell)?$/i.test(first) && others.length > 0)
		return `write exec: in place of ${first}; a command is run without a shell`;
	if (/^(\/usr)?(\/s?bin\/)?(curl|wget|pg_isready|redis-cli|mysqladmin|nc|test|sh|bash)$/.test(first)) {
		return `write exec:${first} …; a command is run without a shell`;
	}
	if (/^[\w.-]+:\d+\//.test(text)) return `write http:// before it: ${quote(`http://${text}`)}`;
	if (/^[\w.-]+:\d+$/.test(text)) return `write tcp:// before it: ${quote(`tcp://${text}`)}`;
	return KNOWN;
}
