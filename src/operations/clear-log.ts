import { Fault } from '../foundation/fault.ts';
import { mainLogName } from './main-log-name.ts';
import { defineOperation, type Operation } from './operation.ts';

export const clearLog: Operation = defineOperation({
	name: 'clearLog',
	doc: "Begins the daemon's own log anew.",
	parameters: [],
	result: { type: 'boolean', doc: 'always true' },
	kind: 'control',
	run({ session: { config, log }, system: { files } }) {
		const path = mainLogName(config.daemon);
		if (path === undefined || !files.exists(path)) throw new Fault('NO_FILE');
		// supervisord would take /dev/stdout away from everybody.
		if (config.daemon.logfile.type !== 'file') throw new Fault('FAILED');
		try {
			files.remove(path);
		} catch {
			// EACCES, EROFS, EBUSY: the old log stays.
			throw new Fault('FAILED');
		}
		log.info({ event: 'reopened', path }, 'reopening log file');
		log.reopen();
		return true;
	},
});
