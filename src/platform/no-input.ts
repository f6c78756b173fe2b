import type { InputPipe } from './system.ts';

/** The stdin of a child that was given a descriptor in its place: there is nothing to write to. */
export const NO_INPUT: InputPipe = { write: () => false, close: () => {} };
