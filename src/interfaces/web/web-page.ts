import { createHash } from 'node:crypto';
import { WEB_SCRIPT } from './web-script.ts';
import { WEB_STYLE } from './web-style.ts';

/** One page with all that it needs: nothing is loaded from anywhere. */
export const WEB_PAGE: string = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Podvisor</title>
<style>${WEB_STYLE}</style>
</head>
<body>
<h1>Podvisor</h1><span id="daemon"></span>
<nav>
<button type="button" id="refresh">Refresh</button>
<button type="button" id="restart-all">Restart All</button>
<button type="button" id="stop-all">Stop All</button>
</nav>
<p id="lost" role="alert" hidden></p>
<p id="message" role="status"></p>
<table>
<thead><tr><th scope="col">State</th><th scope="col">Description</th><th scope="col">Name</th><th scope="col">Action</th></tr></thead>
<tbody id="programs"></tbody>
</table>
<section id="tail" hidden>
<header><h2 id="tail-title"></h2><button type="button" id="tail-close">Close</button></header>
<pre id="tail-text" tabindex="0"></pre>
</section>
<noscript>This page asks the REST API (/api/v1/), which needs JavaScript.</noscript>
<script>${WEB_SCRIPT}</script>
</body>
</html>
`;

/** Nothing runs but this very script, nothing is asked but this very server, and no other page shows this one. */
export function webPolicy(): string {
	return [
		"default-src 'none'",
		`script-src '${hash(WEB_SCRIPT)}'`,
		`style-src '${hash(WEB_STYLE)}'`,
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join('; ');
}

function hash(text: string): string {
	return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
