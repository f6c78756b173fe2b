import type { LogLevel } from '../config.ts';
import { choice } from './choice.ts';
import type { ValueType } from './value-type.ts';

/** supervisord's `logging_level`. */
export const logLevel: ValueType<LogLevel> = choice('critical', 'error', 'warn', 'info', 'debug', 'trace', 'blather');
