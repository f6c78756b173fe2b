import type { AlertConfig, Config } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';

/** Each alert, and the section that it comes from: both are in the order of the files. */
export function alertSections(
	{ alerts }: Config,
	document: IniDocument,
): readonly { readonly alert: AlertConfig; readonly section: string }[] {
	const sections = [...document.sections.keys()].filter((title) => title.startsWith('alert:'));
	return alerts.map((alert, index) => ({ alert, section: sections[index] ?? `alert:${alert.name}` }));
}
