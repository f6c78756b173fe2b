import { list } from './list.ts';
import { anyPath } from './path.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** Paths between commas, made absolute; nothing needs to exist. */
export const pathList: ValueType<readonly string[]> = {
	label: 'paths, by commas',
	parse(text, source) {
		const items = list.parse(text, source);
		if (!items.ok) return items;
		const paths: string[] = [];
		for (const item of items.value) {
			// A comma at the end, or at the end of a line.
			if (item === '') continue;
			const path = anyPath.parse(item, source);
			if (!path.ok) return refused(`has ${item}, which ${path.wrong}`, path.hint);
			paths.push(path.value);
		}
		return parsed([...new Set(paths)]);
	},
};
