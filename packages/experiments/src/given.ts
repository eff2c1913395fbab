/** Optional keys of configurations, whose types allow undefined, for options whose types do not. */

/** An object without the keys whose value is undefined. */
type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

export function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}
