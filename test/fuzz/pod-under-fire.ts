/** A pod whose control servers are attacked: who can be asked, and what must be as before when the attack is over. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Test } from 'tap';
import type { Value } from '../../src/foundation/value.ts';
import { decodeResponse } from '../../src/interfaces/xml-rpc/decode-response.ts';
import { encodeCall } from '../../src/interfaces/xml-rpc/encode-call.ts';
import { freePort } from '../e2e/free-port.ts';
import { type PodOptions, type PodUnderTest, startPod } from '../e2e/pod-under-test.ts';
import { RawConnection, type Target } from './raw-connection.ts';

/** Nobody means these. */
export const STEADY: readonly string[] = ['steady-1', 'steady-2', 'steady-3'];
/** Anything may be done to these. */
export const VICTIMS: readonly string[] = ['victim', 'many:one', 'many:two', 'reader'];
export const USER = 'admin';
export const PASSWORD = 'pa:ss wörd';

const GROUPS: readonly string[] = ['victim', 'many', 'reader', 'crashing', 'loud', 'fatal'];
/** It is added already, does not run, or does. */
const AS_BEFORE = /: fault \d+ (ALREADY_ADDED|NOT_RUNNING|ALREADY_STARTED)/;
const HEAP_MARGIN = 4 * 1024 * 1024;
const RSS_MARGIN = 24 * 1024 * 1024;

/** `logs` of the loud program cannot be carried by XML. */
const CONF = `
[unix_http_server]
file=%(here)s/control.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
${STEADY.map((name) => `[program:${name}]\ncommand=sleep 1000\nstartsecs=0\n`).join('')}
[program:victim]
command=sleep 1000
startsecs=0
stopwaitsecs=1
[program:one]
command=sleep 1000
startsecs=0
stopwaitsecs=1
[program:two]
command=sleep 1000
autostart=false
startsecs=0
stopwaitsecs=1
[group:many]
programs=one,two
[program:reader]
command=cat
startsecs=0
stopwaitsecs=1
stdout_logfile_maxbytes=100KB
[program:crashing]
command=sleep 0.3
startsecs=0
autorestart=true
[program:loud]
command=%(here)s/loud.sh
startsecs=0
[program:fatal]
command=/no/such/file
startretries=0
`;

const LOUD = `#!/bin/sh
printf 'a\\000b\\033[31m\\377\\376<&>]]>\\357\\277\\277\\355\\240\\200\\r\\n%s\\n' "$(head -c 2000 /dev/urandom | tr -d '\\000')"
exec sleep 1000
`;

/** On SIGWINCH, which does nothing else, it tells how much of its heap is in use after everything else was let go. */
const MEASURE = `
const v8 = require('node:v8');
v8.setFlagsFromString('--expose-gc');
const collect = require('node:vm').runInNewContext('gc');
let count = 0;
process.on('SIGWINCH', () => {
	collect();
	collect();
	const { heapUsed, external } = process.memoryUsage();
	process.stderr.write('heap ' + ++count + ': ' + (heapUsed + external) + '\\n');
});
`;

/** What an attack must not change, at one moment. */
export interface Vitals {
	/** What is behind each one that is open. */
	readonly descriptors: readonly string[];
	/** Bytes in use after a garbage collection. */
	readonly heap: number;
	/** Bytes of memory that the process has. */
	readonly rss: number;
	readonly pids: readonly number[];
}

export class PodUnderFire {
	readonly pod: PodUnderTest;
	/** Without a password: its mode protects it. */
	readonly unix: Target;
	/** With a password. */
	readonly tcp: Target;
	#measured = 0;

	private constructor(pod: PodUnderTest, port: number) {
		const authorization = `Authorization: Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}\r\n`;
		this.pod = pod;
		this.unix = { address: { path: `${pod.dir}/control.sock` }, authorization: '' };
		this.tcp = { address: { host: '127.0.0.1', port }, authorization };
	}

	static async start(
		t: Parameters<typeof startPod>[0],
		{ conf = '', files: more }: Partial<Pick<PodOptions, 'conf' | 'files'>> = {},
	): Promise<PodUnderFire> {
		const port = await freePort();
		const inet = `[inet_http_server]\nport=127.0.0.1:${port}\nusername=${USER}\npassword=${PASSWORD}\n`;
		const files = { 'loud.sh': LOUD, 'measure.cjs': MEASURE, ...more };
		const pod = startPod(t, { conf: CONF + inet + conf, files, preload: 'measure.cjs', pid1: false });
		for (const name of [...STEADY, 'victim', 'reader', 'loud']) await pod.line(new RegExp(`success: ${name} `));
		await pod.line(/gave up: fatal/);
		return new PodUnderFire(pod, port);
	}

	/** A right call on a connection of its own. */
	async call(target: Target, method: string, params: readonly Value[] = []): Promise<Value> {
		const connection = new RawConnection(target);
		connection.send(postOf(target, encodeCall(method, params)));
		const [answer] = await connection.answers(1);
		connection.destroy();
		if (answer?.status !== 200) throw new Error(`${method}: ${answer?.status ?? 'no answer'} ${answer?.body}`);
		const decoded = decodeResponse(answer.body);
		if (decoded.type === 'fault') throw new Error(`${method}: fault ${decoded.code} ${decoded.text}`);
		return decoded.value;
	}

	/** Taken when all clients are gone. `descriptors`: waits until there are no more than so many. */
	async vitals(descriptors?: readonly string[]): Promise<Vitals> {
		await this.#restore();
		const { pid } = this.pod;
		let open: readonly string[] = [];
		await this.pod
			.until(() => {
				open = descriptorsOf(pid);
				return descriptors === undefined || open.length <= descriptors.length;
			}, 'its descriptors')
			.catch((error: Error) => {
				throw new Error(`it has ${tally(open)}, where it had ${tally(descriptors ?? [])}: ${error.message}`);
			});
		const infos = (await Promise.all(
			STEADY.map((name) => this.call(this.unix, 'supervisor.getProcessInfo', [name])),
		)) as readonly Readonly<Record<string, Value>>[];
		const heap = await this.#heap();
		const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
		return { descriptors: open, heap, rss, pids: infos.map((info) => Number(info['pid'])) };
	}

	/**
	 * Two thirds of an attack came between these two. What stays of each input would be megabytes by then; the heap itself
	 * breathes by less than that, and the process' memory, which is never given back wholly, by somewhat more.
	 */
	staysWithin(t: Pick<Test, 'ok' | 'equal'>, { warm, after }: { readonly warm: Vitals; readonly after: Vitals }): void {
		const heap = after.heap - warm.heap;
		const rss = after.rss - warm.rss;
		t.ok(heap < HEAP_MARGIN, `${heap} bytes more are in use`);
		t.ok(rss < RSS_MARGIN, `${rss} bytes more are taken`);
	}

	/** What could be done to the victims has been: all of them run again, and what crashes rests. */
	async #restore(): Promise<void> {
		const tries: readonly [string, readonly Value[]][] = [
			...GROUPS.map((name): [string, readonly Value[]] => ['supervisor.addProcessGroup', [name]]),
			['supervisor.stopProcess', ['crashing']],
			// Opens those of who never ran, too.
			['supervisor.clearProcessLogs', ['fatal']],
			...[...VICTIMS, 'loud'].map((name): [string, readonly Value[]] => ['supervisor.startProcess', [name]]),
		];
		for (const [method, params] of tries) {
			const fault = await this.call(this.unix, method, params).catch((error: Error) => error.message);
			if (fault !== true && !AS_BEFORE.test(String(fault))) throw new Error(String(fault));
		}
	}

	async #heap(): Promise<number> {
		this.pod.signal('SIGWINCH');
		const [, bytes] = await this.pod.line(new RegExp(`^heap ${++this.#measured}: (\\d+)$`, 'm'));
		return Number(bytes);
	}

	/** What the daemon's log should not hold. */
	complaints(): string[] {
		const complaints = /mistake|Uncaught|Unhandled|Error:|^\s+at |cannot answer|Warning/;
		return this.pod.lines(complaints).filter((line) => !/ INFO \w+\(/.test(line));
	}
}

/** A POST of XML-RPC. */
export function postOf({ authorization }: Target, body: string | Buffer): Buffer {
	const bytes = Buffer.from(body);
	const head = `POST /RPC2 HTTP/1.1\r\nHost: localhost\r\n${authorization}Content-Length: ${bytes.length}\r\n\r\n`;
	return Buffer.concat([Buffer.from(head), bytes]);
}

/** Without the one by which the kernel tells of a removed socket: it is there from the first look by the clock on. */
function descriptorsOf(pid: number): string[] {
	return readdirSync(`/proc/${pid}/fd`)
		.map((fd) => {
			try {
				return readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/\[\d+\]/, '');
			} catch {
				// ENOENT: it was closed while we looked.
				return 'nothing';
			}
		})
		.filter((name) => name !== 'anon_inode:inotify');
}

/** `3 × socket:, 1 × /dev/null` */
function tally(names: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return [...counts].map(([name, count]) => `${count} × ${name}`).join(', ');
}
