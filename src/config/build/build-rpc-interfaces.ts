import type { RpcInterfaceConfig } from '../config.ts';
import { optional } from '../options/option.ts';
import { RPC_INTERFACE_OPTIONS } from '../options/rpc-interface-options.ts';
import { quote } from '../quote.ts';
import { text } from '../values/text.ts';
import { sectionName } from './build-processes.ts';
import type { LoadContext } from './load-context.ts';
import { addProblem, addWarning, isWritten, readOption, type SectionReader } from './read-option.ts';

const PREFIX = 'rpcinterface:';
const OURS = 'supervisor.rpcinterface:make_main_rpcinterface';

/** Every `[rpcinterface:x]`; those written in Python are passed over with a warning. */
export function buildRpcInterfaces(context: LoadContext): RpcInterfaceConfig[] {
	const { sections, defaults } = context.document;
	const interfaces: RpcInterfaceConfig[] = [];
	for (const [section, values] of sections) {
		if (!section.startsWith(PREFIX)) continue;
		const reader: SectionReader = { context, section, names: new Map() };
		const { factory: option } = RPC_INTERFACE_OPTIONS;
		const factory = readOption(reader, option);
		if (!isWritten(reader, option)) addProblem(reader, option.name, 'is missing', `write ${option.name} = ${OURS}`);
		else if (factory !== undefined && factory !== OURS) {
			const message = `${quote(factory)} is written in Python, which cannot run here`;
			addWarning(reader, option.name, message, 'its methods will be missing');
		}
		const options: Record<string, string> = Object.create(null);
		for (const key of new Map([...values, ...defaults]).keys()) {
			if (key === option.name) continue;
			// Any key may be a password here.
			const value = readOption(reader, optional(key, text, { doc: '', secret: true }));
			if (value !== undefined) options[key] = value;
		}
		interfaces.push({ name: sectionName(section), factory: factory ?? '', options });
	}
	return interfaces;
}
