/**
 * Sources that a pod needs only if its configuration uses what they are for: alerts, event listeners, health probes,
 * syslog, `--check`. With what only they import they are in podvisord-later.js, which is loaded by the first statement
 * that uses one of them. What belongs here is first used while the pod starts, or not at all: where something is amiss
 * later, there may be no descriptor left to open a file with. And nobody may need it while the modules are defined (to
 * extend its class, for example).
 */
export const LATE_MODULES = [
	'src/alerts/alert-outlet.ts',
	'src/alerts/compose-alert.ts',
	'src/alerts/find-ill-health.ts',
	'src/alerts/find-incident.ts',
	'src/alerts/find-pressure.ts',
	'src/alerts/secret-values.ts',
	'src/config/build/build-fcgi-socket.ts',
	'src/config/build/build-listener.ts',
	'src/config/build/read-alert-sink.ts',
	'src/config/check-report.ts',
	'src/config/python/glob-paths.ts',
	'src/events/listener-pool.ts',
	'src/logs/capture-mode.ts',
	'src/logs/line-listener.ts',
	'src/logs/syslog-sink.ts',
	'src/platform/linux/datagram-receiver.ts',
	'src/platform/linux/datagram-socket.ts',
	'src/watch/create-probe-asker.ts',
	'src/watch/health-watch.ts',
	'src/watch/notify-state.ts',
	'src/watch/watched-disk.ts',
	'src/watch/watchdog-probe.ts',
];

/** Behind each import of a late module while the pieces are made. */
const MARK = 'later:';

/**
 * An esbuild plugin for the bundle NAME: the late modules become one more entry, `later`, and whoever else imports one
 * of them gets an import that {@link withLateModules} makes late.
 */
export function lateModules({ root, modules }) {
	const late = new Map(modules.map((path) => [`${root.replace(/\/$/, '')}/${path}`, namespaceOf(path)]));
	return {
		name: 'late-modules',
		setup(plugin) {
			plugin.onResolve({ filter: /^later:all$/ }, () => ({ path: 'all', namespace: 'later' }));
			plugin.onLoad({ filter: /^all$/, namespace: 'later' }, () => ({
				contents: modules.map((path) => `export * as ${namespaceOf(path)} from './${path}';\n`).join(''),
				resolveDir: root,
			}));
			plugin.onResolve({ filter: /^\./ }, ({ kind, path, importer, resolveDir, namespace }) => {
				if (kind !== 'import-statement' || namespace === 'later' || late.has(importer)) return undefined;
				const name = late.get(new URL(path, `file://${resolveDir}/`).pathname);
				return name === undefined ? undefined : { path: `${MARK}${name}`, external: true };
			});
		},
	};
}

/** Makes CommonJS load `piece`, which has them all, with the first statement that uses something of a late module. */
export function withLateModules(code, piece) {
	let late = code;
	for (const [statement, variable, name] of code.matchAll(/\bvar (import_\w+)=require\("later:(\w+)"\);/g)) {
		late = late
			.replace(statement, () => '')
			// In parentheses: `new a.b()` makes an a.b.
			.replaceAll(new RegExp(`\\b${variable}\\.`, 'g'), () => `(require("./${piece}").${name}).`);
	}
	if (late.includes(`"${MARK}`)) throw new Error('a late module is imported in a way that cannot wait');
	return late;
}

function namespaceOf(path) {
	return path
		.replace(/^src\//, '')
		.replace(/\.ts$/, '')
		.replaceAll(/\W/g, '_');
}
