/**
 * The functions of `native/podvisor.c`, as they are: strings are bytes ended by a NUL, and a negative result is an
 * errno. The files beside this one give the numbers their names.
 */
export interface Addon {
	/** The sha256 of the source it was built from. */
	readonly sourceSha256: string;
	/** The pid, or the step that failed. */
	spawn(
		file: Buffer,
		argv: Buffer,
		environment: Buffer,
		directory: Buffer | undefined,
		/** stdin, stdout, stderr, notification's source and its number in the child (-1 for none). */
		descriptors: Int32Array,
		/** uid, gid, supplementary groups. */
		identity: Uint32Array | undefined,
		/** Triples of resource, soft and hard limit. */
		limits: Float64Array,
		umask: number | undefined,
		nice: number | undefined,
		oomScoreAdj: Buffer | undefined,
	): number | { readonly step: string; readonly errno: number };
	/** Read end and write end; `ours` (0: the read end, 1: the write end) does not block. */
	pipe(ours: 0 | 1, capacityBytes: number, ownerUid: number | undefined): readonly [number, number] | number;
	/** The capacity that it has now; -EPERM beyond the user's budget, -EBUSY where more is in it. */
	resizePipe(fd: number, capacityBytes: number): number;
	/** The bytes that are in a pipe now. */
	unread(fd: number): number;
	/**
	 * By way of an empty pipe of ours, `through`. The bytes moved, 0 at the end of the pipe; those that the file did not
	 * take, which are in `through`; and the errno that says why. -EAGAIN while the pipe is empty. `naps`: so many tenths of
	 * a millisecond it may wait for more where very much came.
	 */
	splice(
		fromPipe: number,
		toFile: number,
		maxBytes: number,
		throughOut: number,
		throughIn: number,
		naps: number,
	): readonly [moved: number, stranded: number, errno: number] | number;
	/** The pid of a dead child that stays to be reaped, 0 where none is dead, -ECHILD without children. */
	waitPeek(): number;
	/** The status word of waitpid(2), -EAGAIN while the child lives. */
	waitReap(pid: number): number;
	/**
	 * Reaps whoever is dead until the next one is `known`, none is left, or `into` is full of pairs of pid and status word.
	 * How many pairs; whom libuv waits for has to be among `known`.
	 */
	reapOthers(known: Int32Array, into: Int32Array): number;
	/** With 0 the kernel drops SIGCHLD, and the dead have to be looked for; with 1 it comes to its handlers as before. */
	hearDeaths(isHeard: 0 | 1): number;
	subreaper(): number;
	/** pid, uid and gid of the other end of a connected unix socket. */
	peerCredentials(fd: number): readonly [number, number, number] | number;
	connectDatagram(path: Buffer): number;
	/** A stream's; -ECONNREFUSED where nobody listens. */
	connectStream(path: Buffer): number;
	/** A blocking stream socket that does not listen yet; the umask rules its file's mode. */
	bindUnix(path: Buffer): number;
	/**
	 * A unix datagram socket in the abstract namespace, of whose datagrams SIGIO tells; there must be a handler of it.
	 */
	receiveDatagrams(name: Buffer): number;
	/** Bytes (-1: longer than `into`), pid and uid of the sender; -EAGAIN where there is none. Passed descriptors are closed. */
	receive(fd: number, into: Buffer): readonly [number, number, number] | number;
	/** As `bindUnix` for TCP, a host's name included; `undefined` is all interfaces. The errno of `getaddrinfo` is `EAI_…`. */
	bindTcp(
		host: Buffer | undefined,
		port: number,
		isV6: 0 | 1,
	): number | { readonly step: string; readonly errno: number };
	listen(fd: number, backlog: number): number;
	/** With whose rights this thread opens files from now on: setfsuid(2), setfsgid(2). */
	filesystemIdentity(uid: number, gid: number): number;
	/** Gives the kernel what malloc keeps of freed memory; 0 where it keeps nothing, or the libc cannot. */
	trimHeap(): number;
	/** A setting of V8's, as on its command line; -ENOSYS where Node does not offer it to C. */
	setFlag(flag: Buffer): number;
	/** Everything that V8 can find to collect; -ENOSYS as above. */
	collectGarbage(): number;
	/**
	 * Notes SIGINT and SIGTERM from now on, until somebody else handles them or `notedSignals` is asked. Which of them
	 * nobody handled: a mask, signal n is bit n - 1.
	 */
	noteSignals(): number;
	/** Which of them came since, as a mask; and what handled them before does so again, where nobody else does by now. */
	notedSignals(): number;
	/** Ends this process at once, whatever its threads do; `status` from 0 to 255. */
	exit(status: number): never;
}
