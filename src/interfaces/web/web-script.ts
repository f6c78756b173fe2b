/**
 * What the page does in the browser: it asks the REST API, and shows what that says. Whatever comes from a program or a
 * configuration goes into the page as text (`textContent`), never as markup.
 */
export const WEB_SCRIPT: string = String.raw`
'use strict';
(() => {
	// Not relative: where the page's own address holds a password, a browser refuses to fetch what is relative to it. The
	// folder is that of a reverse proxy.
	const API = location.origin + location.pathname.replace(/[^/]*$/, '') + 'api/v1';
	const LOOK_MS = 5000;
	const SOON_MS = 100;
	const MOST_TEXT = 200000;
	const EVENTS = ['PROCESS_GROUP_ADDED', 'PROCESS_GROUP_REMOVED'].concat(
		['STOPPED', 'STARTING', 'RUNNING', 'BACKOFF', 'STOPPING', 'EXITED', 'FATAL', 'UNKNOWN'].map(
			(state) => 'PROCESS_STATE_' + state,
		),
	);
	const rows = new Map();
	let tail;
	let timer;
	let asked = 0;

	const byId = (id) => document.getElementById(id);
	const pathOf = (name) => '/programs/' + encodeURIComponent(name);

	function element(tag, className) {
		const made = document.createElement(tag);
		if (className) made.className = className;
		return made;
	}

	function button(text, act) {
		const made = element('button');
		made.type = 'button';
		made.textContent = text;
		made.addEventListener('click', act);
		return made;
	}

	function say(text, isBad) {
		const message = byId('message');
		message.textContent = text;
		message.className = isBad ? 'bad' : '';
	}

	async function ask(method, path) {
		const response = await fetch(API + path, { method });
		const answer = await response.json().catch(() => ({ detail: 'HTTP ' + response.status }));
		if (!response.ok) throw new Error(answer.detail);
		return answer;
	}

	async function act(what, path, method) {
		say(what + ' …');
		try {
			const answer = await ask(method || 'POST', path);
			const failed = (answer.results || []).filter((result) => !result.ok);
			if (failed.length === 0) say(what + ': done');
			else say(what + ': ' + failed.map((result) => result.displayName + ': ' + result.detail).join('; '), true);
		} catch (error) {
			say(what + ': ' + error.message, true);
		}
		await refresh();
	}

	function makeRow(program) {
		const name = program.displayName;
		const row = { tr: element('tr'), state: element('td', 'state'), info: element('td'), actions: element('td') };
		const title = element('th');
		title.scope = 'row';
		title.textContent = name;
		row.start = button('Start', () => act('start ' + name, pathOf(name) + '/start'));
		row.restart = button('Restart', () => act('restart ' + name, pathOf(name) + '/restart'));
		row.stop = button('Stop', () => act('stop ' + name, pathOf(name) + '/stop'));
		row.actions.append(
			row.start,
			row.restart,
			row.stop,
			button('Clear Log', () => act('clear ' + name, pathOf(name) + '/logs', 'DELETE')),
			button('Tail -f Stdout', () => follow(name, 'stdout')),
			button('Tail -f Stderr', () => follow(name, 'stderr')),
		);
		row.tr.append(row.state, row.info, title, row.actions);
		rows.set(name, row);
		return row;
	}

	function show(programs) {
		const names = new Set(programs.map((program) => program.displayName));
		for (const [name, row] of rows) {
			if (names.has(name)) continue;
			row.tr.remove();
			rows.delete(name);
		}
		for (const [index, program] of programs.entries()) {
			const row = rows.get(program.displayName) || makeRow(program);
			const isUp = ['STARTING', 'RUNNING', 'BACKOFF'].includes(program.statename) || program.waits !== '';
			row.state.textContent = program.statename;
			row.state.className = 'state ' + program.statename;
			row.info.textContent = program.description;
			row.start.hidden = isUp;
			row.restart.hidden = !isUp;
			row.stop.hidden = !isUp;
			const body = byId('programs');
			if (body.children[index] !== row.tr) body.insertBefore(row.tr, body.children[index] || null);
		}
	}

	/** Answers that overtake each other: the latest question counts. */
	async function refresh() {
		clearTimeout(timer);
		const mine = ++asked;
		try {
			const answer = await ask('GET', '/programs');
			if (mine === asked) show(answer.programs);
			byId('lost').hidden = true;
		} catch (error) {
			byId('lost').textContent = 'podvisord does not answer (' + error.message + '); what is below may be old';
			byId('lost').hidden = false;
		}
		if (mine === asked) timer = setTimeout(refresh, LOOK_MS);
	}

	function soon() {
		clearTimeout(timer);
		timer = setTimeout(refresh, SOON_MS);
	}

	function follow(name, stream) {
		unfollow();
		byId('tail').hidden = false;
		byId('tail-title').textContent = name + ' ' + stream;
		const text = byId('tail-text');
		text.textContent = '';
		tail = new EventSource(API + pathOf(name) + '/logs/' + stream + '?follow=true&offset=-16384');
		tail.addEventListener('open', () => {
			text.textContent = '';
		});
		tail.addEventListener('log', (event) => {
			const isAtEnd = text.scrollTop + text.clientHeight >= text.scrollHeight - 4;
			text.textContent = (text.textContent + JSON.parse(event.data).text).slice(-MOST_TEXT);
			if (isAtEnd) text.scrollTop = text.scrollHeight;
		});
		tail.addEventListener('error', () => {
			if (tail && tail.readyState === EventSource.CLOSED) {
				text.textContent += '(there is no such log; it may go to the output of the container)\n';
			}
		});
	}

	function unfollow() {
		if (tail) tail.close();
		tail = undefined;
		byId('tail').hidden = true;
	}

	byId('refresh').addEventListener('click', () => {
		say('');
		refresh();
	});
	byId('restart-all').addEventListener('click', () => act('restart all', '/programs/*/restart'));
	byId('stop-all').addEventListener('click', () => act('stop all', '/programs/*/stop'));
	byId('tail-close').addEventListener('click', unfollow);
	document.addEventListener('visibilitychange', () => {
		if (document.hidden) clearTimeout(timer);
		else refresh();
	});
	const events = new EventSource(API + '/events?types=' + EVENTS.join(','));
	for (const type of EVENTS) events.addEventListener(type, soon);
	ask('GET', '/daemon').then((daemon) => {
		byId('daemon').textContent = daemon.identification + ', podvisord ' + daemon.version + ', pid ' + daemon.pid;
	}, () => {});
	refresh();
})();
`;
