import type { FakeScript } from '../../../src/platform/fake/fake-script.ts';

/** A small program in two forms that do the same: for a real shell, and for the fake adapter. */
export interface ContractProgram {
	readonly shell: string;
	readonly fake: FakeScript;
}

const MEGABYTE = 1_000_000;

/** Numbered lines, so that a lost or torn one shows. */
export function numberedLines(bytes: number): string {
	return Array.from({ length: Math.ceil(bytes / 8) }, (_, index) => `${String(index + 1).padStart(7, '0')}\n`).join('');
}

export const ONE_MEGABYTE: string = numberedLines(MEGABYTE);

const printMegabyte = `seq -f %07.0f 1 ${MEGABYTE / 8}`;

// What the contract runs. `$1` is the request's first of `args`.

/** Says `ready` and waits for ever. */
export const WAITS: ContractProgram = {
	shell: 'echo ready; exec sleep 1000',
	fake: (self) => self.print('ready\n'),
};

export const EXITS: ContractProgram = {
	shell: 'exit "$1"',
	fake: (self) => self.exit(Number(self.request.argv[4])),
};

export const IGNORES_TERM: ContractProgram = {
	shell: 'trap "" TERM; echo ready; while :; do sleep 1000; done',
	fake: (self) => {
		self.onSignal(15, () => {});
		self.print('ready\n');
	},
};

export const EXITS_ON_TERM: ContractProgram = {
	shell: 'trap "exit 7" TERM; echo ready; while :; do sleep 0.01; done',
	fake: (self) => {
		self.onSignal(15, () => self.after(5, () => self.exit(7)));
		self.print('ready\n');
	},
};

export const BOTH_STREAMS: ContractProgram = {
	shell: 'echo out1; echo err1 >&2; echo out2; echo err2 >&2',
	fake: (self) => {
		self.print('out1\n');
		self.printError('err1\n');
		self.print('out2\n');
		self.printError('err2\n');
		self.exit(0);
	},
};

export const PRINTS_MEGABYTE: ContractProgram = {
	shell: printMegabyte,
	fake: (self) => {
		self.print(ONE_MEGABYTE);
		self.exit(0);
	},
};

/** As much as a pipe holds, and killed at once. */
export const PRINTS_AND_DIES: ContractProgram = {
	shell: 'seq -f %07.0f 1 8000; kill -9 $$',
	fake: (self) => {
		self.print(numberedLines(64_000));
		self.die(9);
	},
};

export const ECHOES_LINE: ContractProgram = {
	shell: 'read line; echo "got $line"',
	fake: (self) =>
		self.onInput((bytes) => {
			self.print(`got ${bytes}`);
			self.exit(0);
		}),
};

export const COUNTS_INPUT: ContractProgram = {
	shell: 'wc -c',
	fake: (self) => {
		let count = 0;
		self.onInput((bytes) => {
			count += bytes.length;
		});
		self.onInputEnd(() => {
			self.print(`${count}\n`);
			self.exit(0);
		});
	},
};

export const CLOSES_INPUT: ContractProgram = {
	shell: 'exec 0<&-; echo closed; exec sleep 1000',
	fake: (self) => {
		self.closeInput();
		self.print('closed\n');
	},
};

export const NOTIFIES: ContractProgram = {
	shell: 'echo >&5; exec 5>&-; exec sleep 1000',
	fake: (self) => self.notify('\n'),
};

/** A child in the same group. */
export const HAS_CHILD: ContractProgram = {
	shell: 'sleep 1000 & echo ready; wait',
	fake: (self) => {
		self.fork(() => {});
		self.print('ready\n');
	},
};

/** A child that left the session, and outlives the leader. */
export const HAS_ESCAPEE: ContractProgram = {
	shell: 'setsid sleep 1000 & while [ "$(ps -o sid= $! | tr -d " ")" != $! ]; do :; done; echo ready; wait',
	fake: (self) => {
		self.fork(() => {}, { newSession: true });
		self.print('ready\n');
	},
};

/** A daemon in the old way: a grandchild that left the session and whose parents are gone. */
export const DOUBLE_FORKS: ContractProgram = {
	shell: 'setsid sh -c "sleep 1000 & echo ready" & wait; exec sleep 1000',
	fake: (self) => {
		self.fork(
			(child) => {
				child.fork(() => {});
				self.print('ready\n');
				child.exit(0);
			},
			{ newSession: true },
		);
	},
};

/** Leaves a child of its own behind and exits. */
export const LEAVES_CHILD: ContractProgram = {
	shell: 'sleep 1000 & exit 3',
	fake: (self) => {
		self.fork(() => {});
		self.exit(3);
	},
};

export const LISTENS: ContractProgram = {
	shell: `exec "$NODE" -e 'require("net").createServer().listen(+process.argv[1], () => console.log("listening"))' "$1"`,
	fake: (self) => {
		self.listen(Number(self.request.argv[4]));
		self.print('listening\n');
	},
};
