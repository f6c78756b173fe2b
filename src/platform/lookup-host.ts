import type { LookupAddress, LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Tell = (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void;

const LOOPBACK: readonly LookupAddress[] = [
	{ address: '127.0.0.1', family: 4 },
	{ address: '::1', family: 6 },
];

/** Who waits for the answer to a question that was asked, by question. */
const asked = new Map<string, Tell[]>();

/**
 * Looks the names of hosts up for connections, instead of `dns.lookup`, which asks in one of two threads of Node's: two
 * names whose name server is away keep both for as long as the resolver is patient, and everybody else waits.
 *
 * So `localhost` is known (RFC 6761, 6.3) and not asked for: what runs beside us is not taken for dead because the network
 * is. And the same name is asked for once at a time, since nobody can take a question back.
 */
export const lookupHost: LookupFunction = (host, options, callback) => {
	const { all = false, hints = 0 } = options;
	const family = familyOf(options.family);
	const tell: Tell = (error, addresses) => {
		const [first] = addresses;
		if (error !== null || first === undefined) callback(error ?? notFound(host), all ? [] : '');
		else if (all) callback(null, [...addresses]);
		else callback(null, first.address, first.family);
	};
	if (/^(?:.+\.)?localhost\.?$/i.test(host)) {
		const known = LOOPBACK.filter((each) => family === 0 || each.family === family);
		process.nextTick(tell, null, known);
		return;
	}
	ask(host, { family, hints, all: true }, tell);
};

function ask(host: string, options: LookupAllOptions, tell: Tell): void {
	const question = JSON.stringify([host, options.family, options.hints]);
	const waiting = asked.get(question);
	if (waiting !== undefined) {
		waiting.push(tell);
		return;
	}
	const all = [tell];
	asked.set(question, all);
	process.getBuiltinModule('node:dns').lookup(host, options, (error, addresses) => {
		asked.delete(question);
		for (const each of all) each(error, addresses ?? []);
	});
}

function familyOf(family: number | string | undefined): 0 | 4 | 6 {
	if (family === 4 || family === 'IPv4') return 4;
	return family === 6 || family === 'IPv6' ? 6 : 0;
}

function notFound(host: string): NodeJS.ErrnoException {
	return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
}
