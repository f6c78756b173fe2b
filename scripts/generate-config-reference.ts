// Writes docs/CONFIGURATION.md; test/config/reference.test.ts fails while it is out of date.
import { writeFileSync } from 'node:fs';
import { renderReference } from '../src/config/options/render-reference.ts';

writeFileSync(new URL('../docs/CONFIGURATION.md', import.meta.url), renderReference());
