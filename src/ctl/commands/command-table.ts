import type { Command } from '../command.ts';
import { ADD } from './add.ts';
import { ALERT } from './alert.ts';
import { AVAIL } from './avail.ts';
import { CLEAR } from './clear.ts';
import { COMPLETION } from './completion.ts';
import { EVENTS } from './events.ts';
import { EXIT } from './exit.ts';
import { FG } from './fg.ts';
import { HEALTH } from './health.ts';
import { HELP } from './help.ts';
import { HISTORY } from './history.ts';
import { INCIDENTS } from './incidents.ts';
import { MAINTAIL } from './maintail.ts';
import { OPEN } from './open.ts';
import { PID } from './pid.ts';
import { QUIT } from './quit.ts';
import { RELOAD } from './reload.ts';
import { REMOVE } from './remove.ts';
import { REREAD } from './reread.ts';
import { RESTART } from './restart.ts';
import { SHUTDOWN } from './shutdown.ts';
import { SIGNAL } from './signal.ts';
import { START } from './start.ts';
import { STATUS } from './status.ts';
import { STOP } from './stop.ts';
import { TAIL } from './tail.ts';
import { UPDATE } from './update.ts';
import { VERSION } from './version.ts';
import { WAIT } from './wait.ts';

/** Every command, as help, completion and docs/podctl.md list them. */
export const COMMAND_TABLE: readonly Command[] = [
	STATUS,
	HEALTH,
	INCIDENTS,
	HISTORY,
	START,
	STOP,
	RESTART,
	SIGNAL,
	PID,
	TAIL,
	FG,
	CLEAR,
	WAIT,
	EVENTS,
	ALERT,
	REREAD,
	UPDATE,
	ADD,
	REMOVE,
	AVAIL,
	MAINTAIL,
	RELOAD,
	SHUTDOWN,
	VERSION,
	OPEN,
	COMPLETION,
	HELP,
	EXIT,
	QUIT,
];
