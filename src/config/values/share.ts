import { parsed, refused, type ValueType } from './value-type.ts';

/** A share from 0 to 1, also as `0%` to `100%`. */
export const share: ValueType<number> = {
	label: 'share from 0 to 1, or in %',
	parse(text) {
		const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text);
		const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
		return value >= 0 && value <= 1
			? parsed(value)
			: refused('is not a share from 0 to 1', 'write 0.2 or 20% for a fifth');
	},
	// The percent sign of `85%` begins no expansion; `85%%` is right as well.
	isLiteral: (text) => /^\s*[\d.]+\s*%\s*$/.test(text),
};
