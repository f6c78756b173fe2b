import type { Figure } from '../measure.ts';
import { formatValue } from './format-value.ts';
import { type Results, spreadOf } from './results.ts';

const WIDTH = 760;
const LABEL = 150;
const ROW = 18;
/** Room for the value behind the longest bar. */
const VALUE = 130;

/** A plot of the medians: a panel a figure, a bar a peer, on a logarithmic scale, with a whisker from min to max. */
export function svg(results: Results): string {
	let y = 34;
	const panels: string[] = [];
	for (const figure of results.figures) {
		const panel = drawPanel(results, figure, y);
		if (panel === undefined) continue;
		panels.push(panel.text);
		y = panel.bottom;
	}
	const place = 'xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="12"';
	return `<svg ${place} width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img">
<title>${escapeXml(results.title)}</title>
<rect width="${WIDTH}" height="${y}" fill="#fff"/>
<text x="10" y="22" font-size="15" font-weight="bold">${escapeXml(results.title)}</text>
${panels.join('')}</svg>
`;
}

function drawPanel(results: Results, figure: Figure, top: number): { text: string; bottom: number } | undefined {
	const bars = Object.keys(results.samples).flatMap((peer) => {
		const found = spreadOf(results, peer, figure.name);
		return found === undefined ? [] : [{ peer, ...found }];
	});
	if (bars.length === 0) return undefined;
	const scale = logScale(bars.flatMap(({ min, max, median }) => [min, max, median]));
	const good = figure.better === 'higher' ? 'more is better' : 'less is better';
	const lines = [
		`<text x="10" y="${top + 16}" font-weight="bold">${escapeXml(titleOf(figure))} <tspan fill="#777" font-weight="normal">${good}, logarithmic</tspan></text>`,
		...bars.map(({ peer, median, min, max }, index) => {
			const y = top + 24 + index * ROW;
			const middle = y + ROW / 2 - 1;
			const fill = peer === 'podvisor' ? '#1d70b8' : /^(bare-node|c-floor|cat)$/.test(peer) ? '#c8c8c8' : '#8fa3b3';
			const [from, to] = [LABEL + scale(min), LABEL + scale(max)].map((x) => x.toFixed(1));
			const end = LABEL + scale(max) + 8;
			return `<text x="${LABEL - 8}" y="${middle + 4}" text-anchor="end">${escapeXml(results.titles[peer] ?? peer)}</text>
<rect x="${LABEL}" y="${y}" width="${Math.max(1, scale(median)).toFixed(1)}" height="${ROW - 4}" fill="${fill}"/>
<path d="M${from} ${middle}H${to}" stroke="#222"/>
<text x="${end.toFixed(1)}" y="${middle + 4}">${escapeXml(`${formatValue(median)} ${figure.unit}`.trim())}</text>
`;
		}),
	];
	return { text: `${lines.join('\n')}\n`, bottom: top + 24 + bars.length * ROW + 14 };
}

/** To the width of a bar; what is zero or below has none. */
function logScale(values: readonly number[]): (value: number) => number {
	const positive = values.filter((value) => value > 0);
	if (positive.length === 0) return () => 0;
	// The smallest one still has a bar.
	const low = Math.log10(Math.min(...positive)) - 0.3;
	const high = Math.max(Math.log10(Math.max(...positive)), low + 0.5);
	const room = WIDTH - LABEL - VALUE;
	return (value) => (value <= 0 ? 0 : ((Math.log10(value) - low) / (high - low)) * room);
}

function titleOf({ title, unit }: Figure): string {
	return unit === '' ? title : `${title}, ${unit}`;
}

function escapeXml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
