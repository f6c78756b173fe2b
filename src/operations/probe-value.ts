import type { ProbeResult } from '../events/probe-result.ts';
import type { Value } from '../foundation/value.ts';

/** An answer of a probe as interfaces tell it; `failures`: in a row, this one included. */
export function probeValue(result: ProbeResult & { readonly failures?: number }): Value {
	const { kind, isOk, latencyMs, message, wallMs, failures } = result;
	return {
		kind,
		ok: isOk,
		latencyMs: Math.round(latencyMs),
		message,
		wallMs: Math.round(wallMs),
		...(failures === undefined ? {} : { failures }),
	};
}
