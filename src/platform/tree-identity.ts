/** How to find what a program left behind, wherever it went. */
export interface TreeIdentity {
	/** The leader, dead or alive; its session and process group have the same number. */
	readonly leader: number;
	/** `NAME=value` as it stands in the environment of the leader and all its descendants. */
	readonly cookie: string;
}
