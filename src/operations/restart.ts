import { formatProblem } from '../config/format-problem.ts';
import { Fault } from '../foundation/fault.ts';
import { defineOperation, type Operation } from './operation.ts';

export const restart: Operation = defineOperation({
	name: 'restart',
	doc: 'Reads the configuration anew, stops all processes in order and begins again, with the same pid. Where the configuration cannot be used nothing is stopped.',
	parameters: [],
	result: { type: 'boolean', doc: 'always true; it is answered before anything has ended' },
	kind: 'control',
	run(control) {
		const result = control.restart();
		if (result.ok) return true;
		throw new Fault('CANT_REREAD', result.problems.map(formatProblem).join('\n'));
	},
});
