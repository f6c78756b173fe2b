import type { DaemonConfig, LogTarget } from '../config.ts';
import type { Option } from '../options/option.ts';
import { SUPERVISORD_OPTIONS as OPTIONS } from '../options/supervisord-options.ts';
import { quote } from '../quote.ts';
import type { LoadContext } from './load-context.ts';
import { addProblem, defaultValue, expandValue, isWritten, readOption, type SectionReader } from './read-option.ts';

/** `[supervisord]` with the command line on top. Its `environment` joins the context's, for all that is read later. */
export function buildDaemon(context: LoadContext): DaemonConfig {
	const { source, here } = context;
	const reader: SectionReader = { context, section: 'supervisord', names: new Map([['here', here]]) };
	const read = <T>(option: Option<T>): T => readWithFlags(reader, option);
	const environment = readEnvironment(reader);
	const log = read(OPTIONS.logfile);
	const logfile: LogTarget = log.type === 'syslog' ? { type: 'none' } : log;
	const daemon: DaemonConfig = {
		logfile,
		syslog: log.type === 'syslog',
		logfileMaxbytes: read(OPTIONS.logfileMaxbytes),
		logfileBackups: read(OPTIONS.logfileBackups),
		loglevel: read(OPTIONS.loglevel),
		pidfile: read(OPTIONS.pidfile),
		identifier: read(OPTIONS.identifier),
		nodaemon: read(OPTIONS.nodaemon),
		silent: read(OPTIONS.silent),
		umask: read(OPTIONS.umask),
		minfds: read(OPTIONS.minfds),
		minprocs: read(OPTIONS.minprocs),
		nocleanup: read(OPTIONS.nocleanup),
		childlogdir: read(OPTIONS.childlogdir) ?? source.temporaryDirectory,
		stripAnsi: read(OPTIONS.stripAnsi),
		user: read(OPTIONS.user),
		directory: read(OPTIONS.directory),
		environment,
		startOrder: read(OPTIONS.startOrder),
		shutdownTimeoutMs: read(OPTIONS.shutdownTimeout),
		logFormat: read(OPTIONS.logFormat),
	};
	for (const [name, value] of Object.entries(environment)) context.environment.set(`ENV_${name}`, value);
	return daemon;
}

/** supervisord expands it once as any option, and then again with more names. */
function readEnvironment(reader: SectionReader): Readonly<Record<string, string>> {
	const option = OPTIONS.environment;
	const none: Readonly<Record<string, string>> = Object.create(null);
	if (!isWritten(reader, option)) return none;
	const written = reader.context.document.sections.get('supervisord')?.get(option.name);
	const text = (written ?? reader.context.document.defaults.get(option.name))?.text ?? '';
	const once = expandValue(reader, option, text, 1);
	if (once === undefined) return none;
	const names = new Map(reader.names).set('host_node_name', reader.context.source.hostNodeName);
	const twice = expandValue({ ...reader, names }, option, once, 1);
	if (twice === undefined) return none;
	const parsed = option.type.parse(twice, reader.context.source);
	if (parsed.ok) return parsed.value;
	addProblem(reader, option.name, `the value ${parsed.wrong}`, parsed.hint);
	return none;
}

/** The command line's value where there is one; supervisord looks at the file's all the same, except at its `user`. */
function readWithFlags<T>(reader: SectionReader, option: Option<T>): T {
	const { flags, source, problems } = reader.context;
	const flag = Object.hasOwn(flags.overrides, option.name) ? flags.overrides[option.name] : undefined;
	if (flag === undefined) return readOption(reader, option);
	if (option.name !== OPTIONS.user.name) readOption(reader, option);
	const parsed = option.type.parse(flag, source);
	if (parsed.ok) return parsed.value;
	const place = { file: 'command line', line: 0 };
	problems.add({
		place,
		section: '',
		key: `--${option.name}`,
		message: `${quote(flag)} ${parsed.wrong}`,
		hint: parsed.hint,
	});
	return defaultValue(reader, option);
}
