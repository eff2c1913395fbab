/**
 * What must be in a record for the commands that read it, as a zod schema: a person may have edited the file. Keys beyond
 * that are kept as they are. Of the experiment `parseExperiment` judges.
 */
import { z } from 'zod';
import { validationSchema } from '../experiment/schema.ts';
import type { RunEnvironment } from './environment.ts';

const count = z.int().min(0);

const split = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('test') }),
  z.strictObject({
    kind: z.literal('fold'),
    folds: z.int().min(2),
    fold: z.int().min(1),
    seed: count.max(2 ** 32 - 1),
  }),
  z.strictObject({ kind: z.literal('testAtEnd') }),
  z.strictObject({ kind: z.literal('validation'), part: validationSchema }),
]);

/** Records of before say nothing of orientation: nothing was done to images then. */
const environment = z.looseObject({
  inkgrad: z.string(),
  startedAt: z.iso.datetime(),
  backend: z.string(),
  backendDescription: z.string(),
  threads: count,
  features: z.array(z.string()),
  data: z.looseObject({
    source: z.string(),
    folder: z.string().nullable(),
    files: z.array(z.looseObject({ name: z.string(), bytes: count, md5: z.string() })),
    transposed: z.boolean().default(false),
    inverted: z.boolean().default(false),
    notices: z.array(z.string()).default([]),
    request: z
      .looseObject({
        target: z.string().optional(),
        kind: z.enum(['classes', 'values']).optional(),
        size: z.tuple([count, count]).optional(),
      })
      .optional(),
  }),
});

export const headerSchema = z.looseObject({
  format: z.literal('inkgrad-run'),
  version: z.literal(1),
  experiment: z.unknown(),
  split,
  diagnose: z.boolean(),
  images: z.strictObject({ train: count, test: count }),
  environment,
  continued: z.array(z.looseObject({ at: z.iso.datetime(), fromEpoch: count, environment })),
});

/**
 * The environment of a run, from JSON.
 * @returns undefined for a value that is no environment of a run
 */
export function parseEnvironment(value: unknown): RunEnvironment | undefined {
  return environment.safeParse(value).data as RunEnvironment | undefined;
}

/** The first thing that is wrong, as a clause: `split.kind is not what a record has there`. */
export function headerProblem({ issues }: z.ZodError): string {
  const path = issues[0]!.path.map(String).join('.');
  return path === '' ? 'it is not the record of a run' : `${path} is not what a record has there`;
}
