/** Did the kernel's OOM killer end a process? */
export type OomVerdict = 'yes' | 'no' | 'unknown';
