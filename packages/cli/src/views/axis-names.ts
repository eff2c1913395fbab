/** Short names of a sweep's axes: the last key of each path where that tells them apart, else the whole path. */
export function axisNames(axes: readonly { readonly path: string }[]): string[] {
  const last = axes.map(({ path }) => path.slice(path.lastIndexOf('.') + 1));
  return axes.map(({ path }, at) => (last.filter((name) => name === last[at]).length === 1 ? last[at]! : path));
}
