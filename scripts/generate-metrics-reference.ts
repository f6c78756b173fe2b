// Writes docs/METRICS.md; test/metrics/reference.test.ts fails while it is out of date.
import { writeFileSync } from 'node:fs';
import { renderMetricsReference } from '../src/interfaces/metrics/render-metrics-reference.ts';

writeFileSync(new URL('../docs/METRICS.md', import.meta.url), renderMetricsReference());
