/** What differs between the container, for which `nginx.conf` is written, and a place outside one. */
export interface NginxPlace {
	readonly gatewayPort: number;
	readonly authPort: number;
	readonly userPort: number;
	/** Takes the place of `/tmp`; absolute. */
	readonly directory: string;
	/** User and group of the workers; `undefined` where nginx is not started by root. */
	readonly workers: { readonly user: string; readonly group: string } | undefined;
	/** Takes the place of `/dev/stdout` where that cannot be opened by name. */
	readonly accessLog?: string;
}

/**
 * `nginx.conf` with its few values replaced: nginx cannot read the environment. Throws where one of them is not there
 * exactly once, so that a change of the model cannot pass unnoticed.
 */
export function renderNginxConfig(model: string, place: NginxPlace): string {
	const { workers, accessLog } = place;
	const replacements: [string, string][] = [
		['user www-data;', workers === undefined ? '' : `user ${workers.user} ${workers.group};`],
		['listen 80;', `listen 127.0.0.1:${place.gatewayPort};`],
		['server 127.0.0.1:3001;', `server 127.0.0.1:${place.authPort};`],
		['server 127.0.0.1:3002;', `server 127.0.0.1:${place.userPort};`],
	];
	if (accessLog !== undefined) {
		// The word `stderr` is the descriptor itself; for stdout nginx has no such word.
		replacements.push(['error_log /dev/stderr', 'error_log stderr'], ['/dev/stdout', JSON.stringify(accessLog)]);
	}
	const rendered = replacements.reduce((text, [from, to]) => replaceOnce(text, from, to), model);
	return rendered.replaceAll(/ \/tmp\/([\w.-]+);/g, (_, name) => ` ${JSON.stringify(`${place.directory}/${name}`)};`);
}

function replaceOnce(text: string, from: string, to: string): string {
	const parts = text.split(from);
	if (parts.length !== 2) throw new Error(`nginx.conf must hold ${JSON.stringify(from)} exactly once`);
	return parts.join(to);
}
