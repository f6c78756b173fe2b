import { longestFirst, MASK, maskSecrets, partsOfSecret } from '../foundation/mask-secrets.ts';

/** A shorter one would be found everywhere. */
const SHORTEST = 4;

/** Secrets that are known by their values; with more, those that were learnt first are forgotten. */
const MOST_VALUES = 1500;

/** Longer texts are cut before they are looked at. */
const LONGEST_TEXT = 8 * 1024;

/** The longest secret that the cut cannot leave a half of. */
const LONGEST_SECRET = 2 * 1024;

/** A value, quoted or up to what ends it. Everything is bounded, so that no text takes long. */
const VALUE = `(?:"[^"\\n]{1,512}"?|'[^'\\n]{1,512}'?|[^\\s"'&,;]{1,512})`;

const NAME =
	'(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|credentials?|routing[_-]?key)';

/** What is in front stays. */
const PATTERNS: readonly RegExp[] = [
	// Authorization: Bearer …, Basic …
	/(\b(?:bearer|basic|digest)\s{1,4})[\w.~+/=:-]{6,4096}/gi,
	// The user and the password of a URL.
	/([a-z][a-z\d+.-]{1,20}:\/\/)[^\s/@"'<>]{1,512}@/gi,
	// password=…, "token": "…", DB_PASSWORD: …, --api-key …
	new RegExp(`(${NAME}[\\w-]{0,32}["']?\\s{0,3}[:=]\\s{0,3})${VALUE}`, 'gi'),
	new RegExp(`(--[a-z-]{0,32}${NAME}\\s{1,3})${VALUE}`, 'gi'),
];

/** Tokens that are known by their looks: AWS, GitHub, Slack, Google, Stripe, JSON Web Tokens. */
const TOKENS =
	/\b(?:(?:AKIA|ASIA)[A-Z\d]{16}|gh[pousr]_[A-Za-z\d]{20,255}|xox[abeprs]-[\w-]{10,255}|AIza[\w-]{35}|[rs]k_(?:live|test)_\w{10,255}|(?<!-)eyJ[\w-]{8,2048}\.[\w-]{8,2048}(?:\.[\w-]{1,2048})?)/g;

/** Takes secrets out of what is told: those that it was given, and what looks like one. */
export class Redactor {
	/** In the order in which they were learnt. */
	readonly #values = new Set<string>();
	/** The longest first: one may hold another. */
	#sorted: readonly string[] | undefined;

	/** It is a secret from now on, and so is each long line of it, and as it stands in a URL or in JSON. */
	learn(secret: string): void {
		for (const part of partsOfSecret(secret.trim())) {
			if (part.length < SHORTEST || part.length > LONGEST_SECRET) continue;
			const written = part.toWellFormed();
			for (const form of [written, encodeURIComponent(written), JSON.stringify(written).slice(1, -1)]) {
				this.#values.delete(form);
				this.#values.add(form);
				this.#sorted = undefined;
			}
		}
		for (const value of this.#values) {
			if (this.#values.size <= MOST_VALUES) break;
			this.#values.delete(value);
		}
	}

	redact(text: string): string {
		// What was cut through would not be recognised.
		let redacted = text.length <= LONGEST_TEXT ? text : text.slice(0, LONGEST_TEXT);
		this.#sorted ??= longestFirst(this.#values);
		redacted = maskSecrets(redacted, this.#sorted);
		if (text.length > LONGEST_TEXT) redacted = redacted.slice(0, -LONGEST_SECRET);
		for (const [index, pattern] of PATTERNS.entries()) {
			redacted = redacted.replace(pattern, index === 1 ? `$1${MASK}@` : `$1${MASK}`);
		}
		return redacted.replace(TOKENS, MASK);
	}
}
