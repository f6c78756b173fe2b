/**
 * The document with what stands between `<!-- bench:NAME -->` and `<!-- /bench -->` made anew; a name that `texts` does
 * not know keeps what it has.
 */
export function fillMarkers(document: string, texts: ReadonlyMap<string, string>): string {
	return document.replaceAll(/(<!-- bench:([\w-]+) -->\n).*?(<!-- \/bench -->)/gs, (whole, begin, name, end) => {
		const text = texts.get(name);
		return text === undefined ? whole : `${begin}${text}${end}`;
	});
}
