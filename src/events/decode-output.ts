import { isUtf8 } from 'node:buffer';
import { asciiRepr } from '../config/python/repr.ts';

/** A program's output as supervisord puts it into a payload: UTF-8, or Python's notation of the bytes. */
export function decodeOutput(bytes: Buffer): string {
	return isUtf8(bytes) ? bytes.toString() : `Undecodable: b${asciiRepr(bytes.toString('latin1'))}`;
}
