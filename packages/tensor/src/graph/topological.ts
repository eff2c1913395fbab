/** Nodes in an order where inputs come before their consumers. A loop, so that deep graphs do not overflow the stack. */
import type { Tensor } from '../tensor.ts';

/** Every node that `roots` depend on, themselves included; ids increase from input to consumer. */
export function topological(roots: readonly Tensor[]): Tensor[] {
  const seen = new Set<Tensor>();
  const pending = [...roots];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    pending.push(...node.inputs);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
