/** What the functions that define layers, losses and the like have in common. */
import type { JsonSchema } from './json-schema.ts';

/** What `defineLayer` and its like make: a function that makes described things of one kind. */
export interface Definable<T = unknown> {
  readonly kind: 'layer' | 'loss' | 'metric' | 'optimizer' | 'initializer' | 'schedule';
  /** The key by which JSON finds it. */
  readonly key: string;
  /** The JSON Schema of what `from` takes. */
  readonly schema: JsonSchema;
  /**
   * From plain data.
   * @param known what the data may name within: layers in layers, initializers in layers
   * @throws ArgumentError, UnknownNameError
   */
  from(where: string, options: Readonly<Record<string, unknown>>, known?: readonly Definable[]): T;
}
