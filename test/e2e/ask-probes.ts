import { type Agent, request } from 'node:http';

export interface ProbeAnswer {
	readonly status: number;
	readonly headers: NodeJS.Dict<string | string[]>;
	readonly body: string;
}

export interface AskOptions {
	readonly host?: string;
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Without one, each question has a connection of its own. */
	readonly agent?: Agent;
}

/** Asks a probe server of this machine. */
export function askProbes(
	port: number,
	path: string,
	{ host = '127.0.0.1', method = 'GET', headers = {}, agent }: AskOptions = {},
): Promise<ProbeAnswer> {
	return new Promise((resolve, reject) => {
		const asked = request({ host, port, path, method, headers, agent: agent ?? false }, (response) => {
			let body = '';
			response.setEncoding('utf8').on('data', (text: string) => {
				body += text;
			});
			response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
			response.on('error', reject);
		});
		asked.on('error', reject).end();
	});
}
