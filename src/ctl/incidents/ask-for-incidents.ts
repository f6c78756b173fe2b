import type { Value } from '../../foundation/value.ts';
import { CtlError } from '../ctl-error.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import type { Session } from '../session.ts';

/** @throws CtlError where a name or number is not known, or the daemon keeps no incidents */
export async function askForIncidents({ rest }: Session, path: string): Promise<Value> {
	const reply = await rest.get(path);
	switch (reply.type) {
		case 'value':
			return reply.value;
		case 'absent':
			throw new CtlError('this daemon does not remember what went wrong', {
				code: 'UNSUPPORTED',
				hint: 'it is a supervisord, or an older podvisord',
			});
		case 'error': {
			const { code, message } = reply;
			const unknown = /^BAD_NAME: (.*)$/s.exec(message)?.[1];
			if (unknown === undefined) throw new CtlError(message, { code });
			throw new CtlError(`there is no ${unknown.startsWith('incident ') ? '' : 'process '}${unknown}`, {
				code: 'BAD_NAME',
				exitStatus: EXIT_STATUSES.statusUnknown,
			});
		}
	}
}
