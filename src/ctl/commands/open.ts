import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { STATUS } from './status.ts';

export const OPEN: Command = {
	name: 'open',
	summary: 'talks to another daemon from now on, and shows its status',
	forms: [['open <url>', 'http://host:port, or unix:///path/of/socket']],
	completes: 'none',
	async run(session, { text: url }) {
		if (!/^(?:unix|http):/i.test(url)) {
			session.output.complain('ERROR: url must be http:// or unix://', { code: 'USAGE' });
			session.fail(EXIT_STATUSES.failed);
			return undefined;
		}
		session.open(url);
		const { exitStatus } = session;
		const result = await STATUS.run(session, { text: '', words: [] });
		session.fail(exitStatus);
		return result;
	},
};
