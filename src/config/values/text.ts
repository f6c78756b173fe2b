import { parsed, type ValueType } from './value-type.ts';

/** Any text, as it stands. */
export const text: ValueType<string> = { label: 'text', parse: (value) => parsed(value) };
