/** As much of a browser as the page needs: elements that hold text and never markup, fetch and EventSource. */
import { runInNewContext } from 'node:vm';
import { askRest, type RestServer, RestStream } from '../../e2e/ask-rest.ts';

export class PageElement {
	readonly tag: string;
	readonly children: PageElement[] = [];
	className = '';
	textContent = '';
	hidden = false;
	type = '';
	scope = '';
	readonly scrollTop = 0;
	readonly clientHeight = 0;
	readonly scrollHeight = 0;
	#parent: PageElement | undefined;
	readonly #listeners = new Map<string, () => void>();

	constructor(tag: string) {
		this.tag = tag;
	}

	set innerHTML(_: string) {
		throw new Error('the page must not make markup of what it is told');
	}

	append(...added: readonly PageElement[]): void {
		for (const child of added) this.insertBefore(child, null);
	}

	insertBefore(child: PageElement, before: PageElement | null): void {
		child.remove();
		const at = before === null ? this.children.length : this.children.indexOf(before);
		this.children.splice(at, 0, child);
		child.#parent = this;
	}

	remove(): void {
		this.#parent?.children.splice(this.#parent.children.indexOf(this), 1);
		this.#parent = undefined;
	}

	addEventListener(type: string, listener: () => void): void {
		this.#listeners.set(type, listener);
	}

	click(): void {
		if (this.hidden) throw new Error(`nobody sees ${this.textContent}`);
		this.#listeners.get('click')?.();
	}
}

export interface PageRow {
	readonly state: string;
	readonly info: string;
	readonly name: string;
	/** Those that are seen. */
	readonly buttons: readonly string[];
}

export class PageUnderTest {
	readonly #elements = new Map<string, PageElement>();
	readonly #timers = new Set<NodeJS.Timeout>();
	readonly #streams = new Set<PageEventSource>();
	#isClosed = false;

	/** Runs the script of the page. */
	constructor(html: string, server: RestServer) {
		for (const [, id = ''] of html.matchAll(/ id="([\w-]+)"/g)) this.#elements.set(id, new PageElement('?'));
		const streams = this.#streams;
		const timers = this.#timers;
		const isClosed = (): boolean => this.#isClosed;
		runInNewContext(scriptOf(html), {
			location: { origin: 'http://pod', pathname: '/proxied/index.html' },
			document: {
				hidden: false,
				getElementById: (id: string) => this.byId(id),
				createElement: (tag: string) => new PageElement(tag),
				addEventListener() {},
			},
			async fetch(url: string, { method }: { readonly method: string }) {
				const { status, json } = await askRest(server, { method, path: pathOf(url) });
				return { ok: status < 300, status, json: async () => json };
			},
			EventSource: class extends PageEventSource {
				constructor(url: string) {
					super(server, pathOf(url));
					streams.add(this);
				}
			},
			setTimeout(callback: () => void, ms: number) {
				const timer = setTimeout(callback, ms);
				timers.add(timer);
				if (isClosed()) clearTimeout(timer);
				return timer;
			},
			clearTimeout,
		});
	}

	byId(id: string): PageElement {
		const element = this.#elements.get(id);
		if (element === undefined) throw new Error(`the page has no ${id}`);
		return element;
	}

	get rows(): readonly PageRow[] {
		return this.byId('programs').children.map(({ children: [state, info, name, actions] }) => ({
			state: state?.textContent ?? '',
			info: info?.textContent ?? '',
			name: name?.textContent ?? '',
			buttons: (actions?.children ?? []).filter(({ hidden }) => !hidden).map(({ textContent }) => textContent),
		}));
	}

	click(name: string, button: string): void {
		const row = this.byId('programs').children.find(({ children }) => children[2]?.textContent === name);
		const found = row?.children[3]?.children.find(({ textContent }) => textContent === button);
		if (found === undefined) throw new Error(`${name} has no ${button}`);
		found.click();
	}

	/** Looks until it is so, also where no daemon is there any more. */
	async until(look: () => boolean): Promise<void> {
		for (let looks = 0; !look(); looks++) {
			if (looks === 1000) throw new Error('it did not come');
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	close(): void {
		this.#isClosed = true;
		for (const timer of this.#timers) clearTimeout(timer);
		for (const stream of this.#streams) stream.close();
	}
}

export function scriptOf(html: string): string {
	return /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? '';
}

function pathOf(url: string): string {
	return url.replace(/^http:\/\/pod\/proxied\/api\/v1/, '');
}

class PageEventSource {
	static readonly CLOSED = 2;
	readyState = 0;
	#stream: RestStream | undefined;
	readonly #listeners = new Map<string, (event: { readonly data: string }) => void>();

	constructor(server: RestServer, path: string) {
		void this.#open(server, path);
	}

	addEventListener(type: string, listener: (event: { readonly data: string }) => void): void {
		this.#listeners.set(type, listener);
	}

	close(): void {
		this.readyState = PageEventSource.CLOSED;
		this.#stream?.leave();
	}

	async #open(server: RestServer, path: string): Promise<void> {
		const stream = await RestStream.open(server, path);
		if (this.readyState === PageEventSource.CLOSED || stream.response.statusCode !== 200) {
			stream.leave();
			this.readyState = PageEventSource.CLOSED;
			this.#tell('error', '');
			return;
		}
		this.#stream = stream;
		this.readyState = 1;
		this.#tell('open', '');
		let rest = '';
		stream.response.on('data', (text: string) => {
			const events = `${rest}${text}`.split('\n\n');
			rest = events.pop() ?? '';
			for (const event of events) {
				const [, type = '', data = ''] = /event: (.*)\ndata: (.*)$/.exec(event) ?? [];
				this.#tell(type, data);
			}
		});
	}

	#tell(type: string, data: string): void {
		this.#listeners.get(type)?.({ data });
	}
}
