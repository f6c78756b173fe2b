// Writes docs/podctl.md; test/ctl/reference.test.ts fails while it is out of date.
import { writeFileSync } from 'node:fs';
import { renderPodctlPage } from '../src/ctl/render-podctl-page.ts';

writeFileSync(new URL('../docs/podctl.md', import.meta.url), renderPodctlPage());
