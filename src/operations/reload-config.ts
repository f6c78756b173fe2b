import { type Change, diffConfig } from '../config/diff-config.ts';
import { defineOperation, type Operation } from './operation.ts';
import { rereadGroups } from './reread-groups.ts';

export const reloadConfig: Operation = defineOperation({
	name: 'reloadConfig',
	doc: 'Reads the configuration anew and tells which groups differ from those in use. Nothing is started or stopped.',
	parameters: [],
	result: { type: 'array', doc: 'one array of three: the names of added, of changed and of removed groups' },
	kind: 'control',
	run(control) {
		const { groups } = rereadGroups(control);
		const diff = diffConfig(control.session.pod.groups, groups);
		const names = (wanted: Change): string[] => diff.filter(({ change }) => change === wanted).map(({ name }) => name);
		return [[names('added'), names('changed'), names('removed')]];
	},
});
