import { readFileSync } from 'node:fs';
import t from 'tap';
import { withApiReference } from '../../../scripts/generate-api-reference.ts';

t.test('the tables in docs/api.md are what the routes say', async (t) => {
	const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
	t.equal(page, withApiReference(page), 'run node scripts/generate-api-reference.ts');
	t.match(page, '| `GET /programs` |');
});
