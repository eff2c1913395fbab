/** Modules of Node, asked for in a way in which bundlers for browsers find nothing to bundle. */

type NodeProcess = { getBuiltinModule?: (name: string) => unknown };

/** A module of Node, or undefined elsewhere. */
export function builtin<T>(name: string): T | undefined {
  return (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.(name) as T | undefined;
}
