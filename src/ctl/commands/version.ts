import { text } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';

export const VERSION: Command = {
	name: 'version',
	summary: "the daemon's version, as supervisord's clients understand it",
	forms: [['version', 'show the version of the daemon']],
	notes: ["podctl's own is told by podctl --version."],
	completes: 'none',
	async run(session, args) {
		if (args.text !== '') return refuseUsage(session, VERSION, { message: 'Error: version accepts no arguments' });
		if (!(await isUp(session))) return undefined;
		const version = text(await session.rpc.call('getSupervisorVersion'));
		session.output.say(cleanText(version));
		return { version };
	},
};
