/** What an experiment has at a path, and what the schema says may stand there: as JSON Schema, for error sentences. */
import { experimentJsonSchema } from './schema.ts';

/** The parts of a JSON Schema that are looked at here. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
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

/** What a `$ref` names; other schemas are themselves. */
function resolved(schema: JsonSchema | undefined): JsonSchema | undefined {
  return schema?.$ref === undefined ? schema : wholeSchema().$defs![schema.$ref.replace('#/$defs/', '')];
}

function wholeSchema(): JsonSchema {
  whole ??= experimentJsonSchema() as JsonSchema;
  return whole;
}

/** Of the alternatives of a schema the one that fits the value's kind and, of objects, its `type` or `name`. */
function alternativeFor(given: JsonSchema | undefined, value: unknown): JsonSchema | undefined {
  const schema = resolved(given);
  if (schema?.oneOf !== undefined) return schema.oneOf.map(resolved).find((each) => isOwn(each, value));
  if (schema?.anyOf !== undefined) {
    const isObject = typeof value === 'object' && !Array.isArray(value);
    const fitting = schema.anyOf.find(({ oneOf, type }) => (oneOf !== undefined || type === 'object') === isObject);
    return alternativeFor(fitting, value);
  }
  return schema;
}

/** Whether the object is of the kind that the schema is for. */
function isOwn(schema: JsonSchema | undefined, value: unknown): boolean {
  return ['type', 'name'].some((key) => {
    const own = schema?.properties?.[key]?.const;
    return own !== undefined && own === valueAt(value, [key]);
  });
}

/** The schema of what stands at a path, of alternatives the one that is there; undefined where none fits. */
export function schemaAt(json: unknown, path: readonly PropertyKey[]): JsonSchema | undefined {
  return alternativeFor(schemaAbove(json, path), valueAt(json, path));
}

/** As `schemaAt`, with all alternatives. */
export function schemaAbove(json: unknown, path: readonly PropertyKey[]): JsonSchema | undefined {
  let schema: JsonSchema | undefined = wholeSchema();
  for (const [depth, key] of path.entries()) {
    const found: JsonSchema | undefined = alternativeFor(schema, valueAt(json, path.slice(0, depth)));
    const own = found?.properties !== undefined && Object.hasOwn(found.properties, key);
    schema = found?.type === 'array' ? found.items : own ? found.properties![String(key)] : undefined;
  }
  return resolved(schema);
}

/**
 * Where a name stands for an object that has it, such as a loss or a metric with its settings: what the object may have.
 * Undefined where that is the name alone.
 */
export function objectOfName(json: unknown, path: readonly PropertyKey[]): JsonSchema | undefined {
  const name = valueAt(json, path);
  if (typeof name !== 'string') return undefined;
  return schemaAbove(json, path)
    ?.anyOf?.flatMap(({ oneOf = [] }) => oneOf)
    .find((each) => isOwn(each, { name }) && Object.keys(each.properties!).length > 1);
}
