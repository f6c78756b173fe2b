/** A service on Node: its arguments are the port, and whatever tells it from another one. */
export const SMALL_SERVER: string = new URL('small-server.cjs', import.meta.url).pathname;
