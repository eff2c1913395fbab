/**
 * `using` and `await using` for classes that have a `dispose` method. Both find the method by a symbol that older engines
 * lack; a polyfill that makes one later is a program's own affair, and this adds none.
 */

/**
 * Gives a class the method that `using` ('dispose') or `await using` ('asyncDispose') calls: its own `dispose`. Where the
 * engine has no such symbol, the class stays as it is.
 */
export function closedBy(
  { prototype }: { readonly prototype: { dispose(): unknown } },
  symbol: 'dispose' | 'asyncDispose',
): void {
  const key: symbol | undefined = Symbol[symbol];
  if (key === undefined) return;
  Object.defineProperty(prototype, key, {
    configurable: true,
    writable: true,
    value(this: { dispose(): unknown }): unknown {
      return this.dispose();
    },
  });
}
