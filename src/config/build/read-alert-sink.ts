import type { AlertSinkConfig, SecretText } from '../config.ts';
import { ALERT_OPTIONS as OPTIONS, PAGERDUTY_URL } from '../options/alert-options.ts';
import type { Option } from '../options/option.ts';
import { shlexSplit } from '../python/shlex-split.ts';
import { addProblem, isWritten, readOption, type SectionReader } from './read-option.ts';
import { warnOfMissingFolder } from './warn-of-missing-folder.ts';

type SinkType = AlertSinkConfig['type'];

/** The options that only some types have. */
const OPTIONS_OF: Readonly<Record<SinkType, readonly Option<unknown>[]>> = {
	file: [OPTIONS.path, OPTIONS.maxbytes, OPTIONS.backups],
	webhook: [OPTIONS.url, OPTIONS.urlFile, OPTIONS.secret, OPTIONS.secretFile],
	slack: [OPTIONS.url, OPTIONS.urlFile],
	pagerduty: [OPTIONS.url, OPTIONS.routingKey, OPTIONS.routingKeyFile],
	alertmanager: [OPTIONS.url],
	command: [OPTIONS.command],
};

/** Where an `[alert:x]` sends; `undefined` after a problem. */
export function readAlertSink(reader: SectionReader): AlertSinkConfig | undefined {
	const type = readOption(reader, OPTIONS.type);
	if (type === undefined) {
		if (!isWritten(reader, OPTIONS.type)) {
			const hint = `write type=file, or another of ${Object.keys(OPTIONS_OF).join(', ')}`;
			addProblem(reader, OPTIONS.type.name, 'is missing', hint);
		}
		return undefined;
	}
	refuseForeign(reader, type);
	switch (type) {
		case 'file': {
			const path = readOption(reader, OPTIONS.path);
			warnOfMissingFolder(reader, OPTIONS.path, path);
			const maxbytes = readOption(reader, OPTIONS.maxbytes);
			return { type, path, maxbytes, backups: readOption(reader, OPTIONS.backups) };
		}
		case 'webhook': {
			const url = requireSecret(reader, OPTIONS.url, OPTIONS.urlFile);
			const secret = readSecret(reader, OPTIONS.secret, OPTIONS.secretFile);
			return url && { type, url, secret };
		}
		case 'slack': {
			const url = requireSecret(reader, OPTIONS.url, OPTIONS.urlFile);
			return url && { type, url };
		}
		case 'pagerduty': {
			const url = readOption(reader, OPTIONS.url) ?? PAGERDUTY_URL;
			const routingKey = requireSecret(reader, OPTIONS.routingKey, OPTIONS.routingKeyFile);
			return routingKey && { type, url, routingKey };
		}
		case 'alertmanager': {
			const url = readOption(reader, OPTIONS.url);
			if (url !== undefined) return { type, url };
			requireOption(reader, OPTIONS.url, 'write the base of the Alertmanager: url=http://127.0.0.1:9093');
			return undefined;
		}
		case 'command':
			return readCommand(reader);
	}
}

/** What other types have means nothing here, and whoever wrote it expects something of it. */
function refuseForeign(reader: SectionReader, type: SinkType): void {
	const { sections, defaults } = reader.context.document;
	const written = sections.get(reader.section);
	const foreign = new Set(Object.values(OPTIONS_OF).flat());
	for (const option of OPTIONS_OF[type]) foreign.delete(option);
	for (const { name } of foreign) {
		// [DEFAULT] is for every section, and may mean others.
		if (!written?.has(name) || defaults.has(name)) continue;
		const has = OPTIONS_OF[type].map((option) => option.name).join(', ');
		addProblem(reader, name, `is no option of type=${type}`, `remove it; type=${type} has ${has}`);
	}
}

function requireSecret(
	reader: SectionReader,
	inTheClear: Option<string | undefined>,
	inFile: Option<string | undefined>,
): SecretText | undefined {
	const found = readSecret(reader, inTheClear, inFile);
	if (found === undefined && !isWritten(reader, inFile)) {
		requireOption(reader, inTheClear, `write ${inTheClear.name}=…, or ${inFile.name}=/run/secrets/name`);
	}
	return found;
}

function readSecret(
	reader: SectionReader,
	inTheClear: Option<string | undefined>,
	inFile: Option<string | undefined>,
): SecretText | undefined {
	const text = readOption(reader, inTheClear);
	const path = readOption(reader, inFile);
	if (isWritten(reader, inTheClear) && isWritten(reader, inFile)) {
		addProblem(reader, inFile.name, `stands beside ${inTheClear.name}`, 'write only one of the two');
	}
	if (text !== undefined) return { type: 'text', text };
	return path === undefined ? undefined : { type: 'file', path };
}

function readCommand(reader: SectionReader): AlertSinkConfig | undefined {
	const command = readOption(reader, OPTIONS.command);
	if (command === undefined) {
		requireOption(reader, OPTIONS.command, 'write command=/path/of/program; it gets the alert on its stdin');
		return undefined;
	}
	const split = shlexSplit(command);
	if (split.ok && (split.words[0] ?? '') !== '') return { type: 'command', command, argv: split.words };
	const reason = split.ok ? 'is empty' : `cannot be split (${split.reason.toLowerCase()})`;
	addProblem(reader, OPTIONS.command.name, reason, 'write command=/path/of/program and its arguments');
	return undefined;
}

function requireOption(reader: SectionReader, option: Option<unknown>, hint: string): void {
	if (!isWritten(reader, option)) addProblem(reader, option.name, 'is missing', hint);
}
