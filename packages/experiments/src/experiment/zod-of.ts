/**
 * The JSON Schema that nn gives for its options, as a zod schema: so that a whole experiment is checked in one go, with the
 * path of each mistake. What options must be beside one another the definitions themselves check (`vocabulary.ts`).
 */
import { type JsonSchema, schemaDefinitions } from '@inkgrad/nn';
import { InternalError } from '@inkgrad/tensor';
import { z } from 'zod';

/** What `$ref` names, each made when it is first needed. */
const definitions = new Map<string, z.ZodType>();

/** @param path "#/$defs/initializer" */
export function reference(path: string): z.ZodType {
  const id = path.replace('#/$defs/', '');
  const schema = schemaDefinitions()[id];
  if (schema === undefined) throw new InternalError(`the schema of an option names ${path}`);
  const found = definitions.get(id) ?? zodOf(schema).meta({ id });
  definitions.set(id, found);
  return found;
}

function zodOf(schema: JsonSchema): z.ZodType {
  return described(convert(schema), schema);
}

/** With what only people and editors read. */
function described(converted: z.ZodType, { description, default: fallback }: JsonSchema): z.ZodType {
  const meta = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
  return Object.keys(meta).length === 0 ? converted : converted.meta(meta);
}

function convert(schema: JsonSchema): z.ZodType {
  if (schema.$ref !== undefined) return reference(schema.$ref);
  if (schema.const !== undefined) return z.literal(schema.const as string);
  if (schema.enum !== undefined) return z.enum(schema.enum as string[]);
  if (schema.anyOf !== undefined) return z.union(schema.anyOf.map(zodOf));
  if (schema.oneOf !== undefined) return byKey(schema.oneOf.map((own) => objectOf(own)));
  switch (schema.type) {
    case 'integer':
      return bounded(z.int(), schema);
    case 'number':
      return bounded(z.number(), schema);
    case 'boolean':
      return z.boolean();
    case 'string':
      return schema.pattern === undefined ? z.string() : z.string().regex(new RegExp(schema.pattern));
    case 'array': {
      const list = z.array(zodOf(schema.items ?? {}));
      const least = schema.minItems === undefined ? list : list.min(schema.minItems);
      return schema.maxItems === undefined ? least : least.max(schema.maxItems);
    }
    case 'object':
      return objectOf(schema);
    default:
      throw new InternalError(`no zod schema for ${JSON.stringify(schema)}`);
  }
}

function bounded(number: z.ZodNumber, { minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): z.ZodType {
  let result = number;
  if (minimum !== undefined) result = result.min(minimum);
  if (exclusiveMinimum !== undefined) result = result.gt(exclusiveMinimum);
  if (maximum !== undefined) result = result.max(maximum);
  if (exclusiveMaximum !== undefined) result = result.lt(exclusiveMaximum);
  return result;
}

/** @param tag a key that is called otherwise in the experiment, such as the `name` of an optimizer */
export function objectOf(
  { properties = {}, required = [] }: JsonSchema,
  tag: Readonly<Record<string, string>> = {},
): z.ZodObject {
  // By getters, as a layer may hold a layer: what is within an object is made when it is first needed.
  const shape: Record<string, z.ZodType> = {};
  for (const [name, property] of Object.entries(properties)) {
    Object.defineProperty(shape, tag[name] ?? name, {
      enumerable: true,
      get: () => (required.includes(name) ? zodOf(property) : zodOf(property).optional()),
    });
  }
  return z.strictObject(shape);
}

/** A union of objects of which each has a `type` or `name` of its own, so that errors speak of the one that is there. */
export function byKey(objects: readonly z.ZodObject[]): z.ZodType {
  const key = 'type' in objects[0]!.shape ? 'type' : 'name';
  return z.discriminatedUnion(key, objects as unknown as [z.core.$ZodTypeDiscriminable]);
}
