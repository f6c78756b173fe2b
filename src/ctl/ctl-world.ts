import type { TextStream } from './output.ts';

/** The outside, as `podctl` sees it; `bin/` has the real one. */
export interface CtlWorld {
	/** Without the program's own name. */
	readonly argv: readonly string[];
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Podctl's own. */
	readonly version: string;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: TextStream & NodeJS.WritableStream;
	readonly stderr: TextStream;
	readonly uid: number;
	/** What the configuration says for clients; `file` as it was asked for, else it is searched for. */
	readClientConfig(file: string | undefined): ClientSettings;
	/** What there is at a path, where a socket should be. */
	lookAt(path: string): PathLook;
	/** A small text file; `undefined` where there is none, or it cannot be read. */
	readText(path: string): string | undefined;
	/** Written for its owner alone; false where it cannot be. */
	writeText(path: string, text: string): boolean;
	/** Calls back at each SIGINT in place of ending; returns what puts that back. */
	onInterrupt(callback: () => void): () => void;
	/** Hides a password from those who list processes, as far as that can be done after the start. */
	hideArguments(): void;
}

/** `[podctl]` or `[supervisorctl]` of a configuration. */
export type ClientSettings =
	| {
			readonly type: 'found';
			readonly file: string;
			/** `undefined` where it is not written down. */
			readonly serverurl: string | undefined;
			/** Its line in the file. */
			readonly serverurlLine: number | undefined;
			/** The URL is that of `file` in [unix_http_server], as there is no such socket as serverurl says. */
			readonly isServersOwn: boolean;
			readonly username: string | undefined;
			readonly password: string | undefined;
			readonly prompt: string;
			readonly historyFile: string | undefined;
	  }
	/** No file was named, and none is where it is searched for. */
	| { readonly type: 'none' }
	/** A sentence, with what to do. */
	| { readonly type: 'error'; readonly message: string };

/** What a path leads to. */
export type PathLook =
	| {
			readonly type: 'socket' | 'other';
			/** `root`, or a number where it has no name. */
			readonly owner: string;
			/** The permission bits. */
			readonly mode: number;
	  }
	| { readonly type: 'nothing' }
	/** Not even that may be seen: `folder` is the one that is closed. */
	| { readonly type: 'hidden'; readonly folder: string; readonly owner: string; readonly mode: number };
