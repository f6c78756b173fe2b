/** A failed system call: its name and the errno's, e.g. `{step: 'chdir', errno: 'ENOENT'}`. */
export interface SystemFailure {
	readonly step: string;
	readonly errno: string;
}
