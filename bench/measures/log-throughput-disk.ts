import { logMeasure } from '../logging/log-measure.ts';
import type { Measure } from '../measure.ts';

export const measure: Measure = logMeasure('log-throughput-disk', 'disk');
