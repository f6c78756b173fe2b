import { addProcessGroup } from './add-process-group.ts';
import { clearAllProcessLogs } from './clear-all-process-logs.ts';
import { clearLog } from './clear-log.ts';
import { clearProcessLogs } from './clear-process-logs.ts';
import { getAllConfigInfo } from './get-all-config-info.ts';
import { getAllProcessInfo } from './get-all-process-info.ts';
import { getAPIVersion } from './get-api-version.ts';
import { getIdentification } from './get-identification.ts';
import { getPID } from './get-pid.ts';
import { getProcessInfo } from './get-process-info.ts';
import { getState } from './get-state.ts';
import { getSupervisorVersion } from './get-supervisor-version.ts';
import type { Operation } from './operation.ts';
import { readLog } from './read-log.ts';
import { readProcessStderrLog } from './read-process-stderr-log.ts';
import { readProcessStdoutLog } from './read-process-stdout-log.ts';
import { reloadConfig } from './reload-config.ts';
import { removeProcessGroup } from './remove-process-group.ts';
import { restart } from './restart.ts';
import { sendProcessStdin } from './send-process-stdin.ts';
import { sendRemoteCommEvent } from './send-remote-comm-event.ts';
import { shutdown } from './shutdown.ts';
import { signalAllProcesses } from './signal-all-processes.ts';
import { signalProcess } from './signal-process.ts';
import { signalProcessGroup } from './signal-process-group.ts';
import { startAllProcesses } from './start-all-processes.ts';
import { startProcess } from './start-process.ts';
import { startProcessGroup } from './start-process-group.ts';
import { stopAllProcesses } from './stop-all-processes.ts';
import { stopProcess } from './stop-process.ts';
import { stopProcessGroup } from './stop-process-group.ts';
import { tailProcessStderrLog } from './tail-process-stderr-log.ts';
import { tailProcessStdoutLog } from './tail-process-stdout-log.ts';

/** The methods of `supervisor.*`, by their names; supervisord's older names of some are at the end. */
export const SUPERVISOR_METHODS: Readonly<Record<string, Operation>> = {
	addProcessGroup,
	clearAllProcessLogs,
	clearLog,
	clearProcessLogs,
	getAPIVersion,
	getAllConfigInfo,
	getAllProcessInfo,
	getIdentification,
	getPID,
	getProcessInfo,
	getState,
	getSupervisorVersion,
	readLog,
	readProcessStderrLog,
	readProcessStdoutLog,
	reloadConfig,
	removeProcessGroup,
	restart,
	sendProcessStdin,
	sendRemoteCommEvent,
	shutdown,
	signalAllProcesses,
	signalProcess,
	signalProcessGroup,
	startAllProcesses,
	startProcess,
	startProcessGroup,
	stopAllProcesses,
	stopProcess,
	stopProcessGroup,
	tailProcessStderrLog,
	tailProcessStdoutLog,
	clearProcessLog: clearProcessLogs,
	getVersion: getAPIVersion,
	readMainLog: readLog,
	readProcessLog: readProcessStdoutLog,
	tailProcessLog: tailProcessStdoutLog,
};
