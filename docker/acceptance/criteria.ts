import { health } from './criteria/health.ts';
import { logs } from './criteria/logs.ts';
import { restart } from './criteria/restart.ts';
import { shutdown } from './criteria/shutdown.ts';
import { startup } from './criteria/startup.ts';
import { zombies } from './criteria/zombies.ts';
import type { Criterion } from './criterion.ts';

/** The six, in the order in which one container can go through them: it does not come back from the last. */
export const CRITERIA: readonly Criterion[] = [startup, restart, logs, health, zombies, shutdown];
