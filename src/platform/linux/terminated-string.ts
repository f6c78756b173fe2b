/** A string as the kernel takes it: UTF-8 with a NUL at its end. */
export function terminatedString(text: string): Buffer {
	return Buffer.from(`${text}\0`);
}
