/** Writes the state diagram of docs/ARCHITECTURE.md anew from the transition table. */
import { readFileSync, writeFileSync } from 'node:fs';
import { PROCESS_STATES } from '../src/process/process-state.ts';
import { TRANSITIONS } from '../src/process/transitions.ts';

const PAGE: URL = new URL('../docs/ARCHITECTURE.md', import.meta.url);
const BEGIN = '<!-- generated from src/process/transitions.ts by scripts/generate-state-diagram.ts -->';
const END = '<!-- end of what is generated -->';

/** The page with the diagram that the table gives. */
export function withStateDiagram(page: string): string {
	const begin = page.indexOf(BEGIN);
	const end = page.indexOf(END);
	if (begin === -1 || end < begin) throw new Error(`docs/ARCHITECTURE.md lacks '${BEGIN}' … '${END}'`);
	return `${page.slice(0, begin)}${BEGIN}\n\n\`\`\`mermaid\n${diagram()}\n\`\`\`\n\n${page.slice(end)}`;
}

/** Only what changes the state; what happens within a state is in the table. */
function diagram(): string {
	const lines = ['stateDiagram-v2', '    [*] --> STOPPED'];
	for (const from of PROCESS_STATES) {
		for (const [event, outcomes] of Object.entries(TRANSITIONS[from])) {
			for (const { to, when } of outcomes) {
				if (to !== from) lines.push(`    ${from} --> ${to}: ${event}${when === undefined ? '' : ` [${when}]`}`);
			}
		}
	}
	return lines.join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, withStateDiagram(readFileSync(PAGE, 'utf8')));
