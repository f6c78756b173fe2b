import type { MetricsFormat } from './render-samples.ts';

const OPENMETRICS = 'application/openmetrics-text';
const MOST_RANGES = 20;

/** The format that a scraper likes better, by its Accept header (RFC 9110); Prometheus' own text where it is all the same. */
export function chooseFormat(accept: string | undefined): MetricsFormat {
	let openmetrics = 0;
	let prometheus = 0;
	for (const range of (accept ?? '').toLowerCase().split(',').slice(0, MOST_RANGES)) {
		const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
		const quality = qualityOf(parameters);
		if (type === OPENMETRICS) openmetrics = Math.max(openmetrics, quality);
		if (type === 'text/plain' || type === 'text/*') prometheus = Math.max(prometheus, quality);
	}
	return openmetrics > 0 && openmetrics >= prometheus ? 'openmetrics' : 'prometheus';
}

function qualityOf(parameters: readonly string[]): number {
	const written = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
	const quality = written === undefined ? 1 : Number(written);
	return quality >= 0 && quality <= 1 ? quality : 0;
}
