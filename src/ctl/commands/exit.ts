import type { Command } from '../command.ts';
import { QUIT } from './quit.ts';

export const EXIT: Command = { ...QUIT, name: 'exit', forms: [['exit', 'leave the shell']] };
