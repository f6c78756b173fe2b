import { readFileSync } from 'node:fs';
import t from 'tap';
import { withStateDiagram } from '../../scripts/generate-state-diagram.ts';

t.test('the diagram in docs/ARCHITECTURE.md is what the transition table says', async (t) => {
	const page = readFileSync(new URL('../../docs/ARCHITECTURE.md', import.meta.url), 'utf8');
	t.equal(page, withStateDiagram(page), 'run node scripts/generate-state-diagram.ts');
	t.match(page, 'STARTING --> BACKOFF');
});
