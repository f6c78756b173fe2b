import { didYouMean } from '../foundation/did-you-mean.ts';
import { Fault } from '../foundation/fault.ts';
import { defineOperation, type Operation } from './operation.ts';

export const testAlert: Operation = defineOperation({
	name: 'testAlert',
	doc: 'Sends one alert to a sink, as [alert:x] names it, and tells whether it arrived. It waits for the attempt that is under way.',
	parameters: [{ name: 'name', type: 'string', doc: 'the sink: x of [alert:x]' }],
	result: { type: 'struct', doc: 'ok; message: why not, where it did not arrive' },
	kind: 'control',
	worksInShutdown: true,
	async run({ session }, { name }) {
		const { alerts } = session.watch;
		const outcome = await alerts.test(name);
		if (outcome !== undefined) return { ...outcome };
		const near = didYouMean(
			name,
			alerts.counts.map((counts) => counts.name),
		);
		throw new Fault('BAD_NAME', near === undefined ? name : `${name} (did you mean ${near}?)`);
	},
});
