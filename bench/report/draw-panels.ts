/** Plots as SVG: panels in two columns, a bar a peer, with a whisker from the smallest sample to the largest. */
import { formatValue } from './format-value.ts';
import type { Spread } from './spread.ts';

export interface Bar extends Spread {
	readonly label: string;
	readonly kind: 'own' | 'peer' | 'floor';
}

export interface Panel {
	readonly title: string;
	readonly unit: string;
	readonly better: 'lower' | 'higher';
	readonly bars: readonly Bar[];
	/** A line across it: what Podvisor's bar is to stay below, or to reach. */
	readonly goal?: number;
}

const WIDTH = 920;
const MARGIN = 16;
const COLUMN = (WIDTH - 3 * MARGIN) / 2;
const LABEL = 112;
/** Room for the value behind the longest bar. */
const VALUE = 92;
const ROW = 17;
/** Floors are no peers: they stand apart. */
const GAP = 7;
const HEAD = 40;
const TITLE = 46;
/** With more between the smallest and the largest, bars of a linear scale would not be seen. */
const LINEAR_UP_TO = 12;

// A card with its own background: readable on GitHub's light pages and on its dark ones.
const STYLE: string = `text{fill:#1f2328}.head{font-size:17px;font-weight:600}.name{font-size:13px;font-weight:600}
.note{fill:#656d76;font-size:11px}.own{fill:#0969da}.peer{fill:#8c959f}.floor{fill:#d0d7de}.bold{font-weight:600}
.grid{stroke:#eaeef2}.axis{stroke:#d0d7de}.whisker{stroke:#1f2328}.goal{stroke:#1a7f37;stroke-dasharray:4 3}
.goalText{fill:#1a7f37;font-size:11px}
.value{paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}`;

export function drawPanels(title: string, note: string, panels: readonly Panel[]): string {
	const drawn: string[] = [];
	let y = TITLE + 8;
	for (let index = 0; index < panels.length; index += 2) {
		const row = panels.slice(index, index + 2);
		drawn.push(...row.map((panel, column) => drawPanel(panel, MARGIN + column * (COLUMN + MARGIN), y)));
		y += Math.max(...row.map(heightOf)) + 22;
	}
	const font = `font-family="-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif" font-size="12"`;
	return `<svg xmlns="http://www.w3.org/2000/svg" ${font} width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${y - 1}" rx="6" fill="#ffffff" stroke="#d0d7de"/>
<text class="head" x="${MARGIN}" y="30">${escapeXml(title)}</text>
<text class="note" x="${WIDTH - MARGIN}" y="30" text-anchor="end">${escapeXml(note)}</text>
${drawn.join('')}</svg>
`;
}

function drawPanel(panel: Panel, left: number, top: number): string {
	const { title, unit, better, bars, goal } = panel;
	const values = bars.flatMap(({ min, max }) => [min, max]);
	const scale = scaleOf(goal === undefined ? values : [...values, goal]);
	const at = (value: number): string => (left + LABEL + scale.place(value)).toFixed(1);
	const bottom = top + heightOf(panel);
	const end = left + COLUMN;
	const note = `${better === 'lower' ? 'less is better' : 'more is better'}${scale.isLog ? ', logarithmic' : ''}`;
	const lines = [
		`<text class="name" x="${left}" y="${top + 14}">${escapeXml(unit === '' ? title : `${title}, ${unit}`)}</text>`,
		`<text class="note" x="${left}" y="${top + 30}">${note}</text>`,
		...scale.ticks.map((tick) => `<path class="grid" d="M${at(tick)} ${top + HEAD - 2}V${bottom}"/>`),
		`<path class="axis" d="M${left + LABEL} ${top + HEAD - 2}V${bottom}"/>`,
	];
	const drawn = rowsOf(bars).map(({ bar, y }) => drawBar(bar, left, top + HEAD + y, scale.place));
	lines.push(...drawn.map(({ shape }) => shape));
	if (goal !== undefined) {
		const text = `goal ${better === 'lower' ? '≤' : '≥'} ${formatValue(goal)}`;
		lines.push(
			`<path class="goal" d="M${at(goal)} ${top + HEAD - 4}V${bottom}"/>`,
			`<text class="goalText" x="${end}" y="${top + 30}" text-anchor="end">┆ ${escapeXml(`${text} ${unit}`.trim())}</text>`,
		);
	}
	// Over the goal's line.
	lines.push(...drawn.map(({ value }) => value));
	return `${lines.join('\n')}\n`;
}

interface DrawnBar {
	readonly shape: string;
	readonly value: string;
}

function drawBar(bar: Bar, left: number, y: number, place: (value: number) => number): DrawnBar {
	const { label, kind, median, min, max } = bar;
	const zero = left + LABEL;
	const middle = y + ROW / 2 - 1;
	const bold = kind === 'own' ? ' bold' : '';
	const whisker =
		place(max) - place(min) < 1
			? ''
			: `<path class="whisker" d="M${(zero + place(min)).toFixed(1)} ${middle}H${(zero + place(max)).toFixed(1)}"/>`;
	const width = Math.max(1, place(median)).toFixed(1);
	const end = (zero + Math.max(place(max), place(median)) + 6).toFixed(1);
	return {
		shape: `<text class="label${bold}" x="${zero - 7}" y="${middle + 4}" text-anchor="end">${escapeXml(label)}</text>
<rect class="${kind}" x="${zero}" y="${y}" width="${width}" height="${ROW - 4}"/>${whisker}`,
		value: `<text class="value${bold}" x="${end}" y="${middle + 4}">${formatValue(median)}</text>`,
	};
}

function rowsOf(bars: readonly Bar[]): { readonly bar: Bar; readonly y: number }[] {
	const peers = bars.filter(({ kind }) => kind !== 'floor');
	const floors = bars.filter(({ kind }) => kind === 'floor');
	const gap = peers.length > 0 ? GAP : 0;
	return [
		...peers.map((bar, index) => ({ bar, y: index * ROW })),
		...floors.map((bar, index) => ({ bar, y: (peers.length + index) * ROW + gap })),
	];
}

function heightOf({ bars }: Panel): number {
	return HEAD + (rowsOf(bars).at(-1)?.y ?? 0) + ROW;
}

interface Scale {
	readonly isLog: boolean;
	/** Pixels to the right of the axis. */
	place(value: number): number;
	/** Where there are lines: powers of ten. */
	readonly ticks: readonly number[];
}

function scaleOf(values: readonly number[]): Scale {
	const room = COLUMN - LABEL - VALUE;
	const positive = values.filter((value) => value > 0);
	const most = Math.max(0, ...positive);
	const least = Math.min(most, ...positive);
	if (most <= least * LINEAR_UP_TO) {
		return { isLog: false, place: (value) => (most === 0 ? 0 : (Math.max(0, value) / most) * room), ticks: [] };
	}
	// The smallest one still has a bar.
	const low = Math.log10(least) - 0.25;
	const high = Math.log10(most);
	const place = (value: number): number =>
		value <= 0 ? 0 : Math.max(0, ((Math.log10(value) - low) / (high - low)) * room);
	const ticks: number[] = [];
	for (let power = Math.ceil(low); power <= high; power++) ticks.push(10 ** power);
	return { isLog: true, place, ticks };
}

function escapeXml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
