/**
 * What makes a folder of a container one that the daemon may write to. Docker's tmpfs belongs to root and takes the mode
 * of the folder below it, which others may not write to in `/run`.
 */
export function tmpfsOption(folder: string, uid: number): string {
	return `docker run --tmpfs ${folder}${uid === 0 ? '' : ':mode=1777'}`;
}
