/**
 * What goes into an operation and comes out of it: what XML-RPC and JSON have in common. A whole number is an int.
 * Structs come from outside: they have no prototype, so that a member `__proto__` is one like any other.
 */
export type Value = string | number | boolean | readonly Value[] | { readonly [member: string]: Value };
