/** What an experiment has at a path, and what the schema says may stand there: as JSON Schema, for error sentences. */
import { experimentJsonSchema } from './schema.ts';

/** The parts of a JSON Schema that are looked at here. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
}

let whole: JsonSchema | undefined;

/** What stands at a path; undefined where there is nothing. */
export function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Of the alternatives of a schema the one that fits the value's kind and, of objects, its `type`. */
function alternativeFor(schema: JsonSchema | undefined, value: unknown): JsonSchema | undefined {
  if (schema?.oneOf !== undefined) {
    const type = valueAt(value, ['type']);
    return schema.oneOf.find((alternative) => alternative.properties?.['type']?.const === type);
  }
  if (schema?.anyOf !== undefined) {
    const isObject = typeof value === 'object';
    return schema.anyOf.find((alternative) => (alternative.type === 'object') === isObject);
  }
  return schema;
}

/** The schema of what stands at a path, of alternatives the one that is there; undefined where none fits. */
export function schemaAt(json: unknown, path: readonly PropertyKey[]): JsonSchema | undefined {
  return alternativeFor(schemaAbove(json, path), valueAt(json, path));
}

/** As `schemaAt`, with all alternatives. */
export function schemaAbove(json: unknown, path: readonly PropertyKey[]): JsonSchema | undefined {
  whole ??= experimentJsonSchema() as JsonSchema;
  let schema: JsonSchema | undefined = whole;
  for (const [depth, key] of path.entries()) {
    const found: JsonSchema | undefined = alternativeFor(schema, valueAt(json, path.slice(0, depth)));
    const own = found?.properties !== undefined && Object.hasOwn(found.properties, key);
    schema = found?.type === 'array' ? found.items : own ? found.properties![String(key)] : undefined;
  }
  return schema;
}
