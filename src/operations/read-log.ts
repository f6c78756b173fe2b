import { Fault } from '../foundation/fault.ts';
import { mainLogName } from './main-log-name.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { readLogFile } from './read-log-file.ts';

export const readLog: Operation = defineOperation({
	name: 'readLog',
	doc: "Reads a part of the daemon's own log. With length 0 a negative offset gives the end of the log.",
	parameters: [PARAMETERS.offset, PARAMETERS.length],
	result: { type: 'string', doc: 'that part of the log' },
	kind: 'read',
	run({ session, system: { files } }, range) {
		const path = mainLogName(session.config.daemon);
		if (path === undefined || !files.exists(path)) throw new Fault('NO_FILE', path);
		return readLogFile(files, path, range);
	},
});
