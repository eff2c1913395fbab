/**
 * Random programs on a device against the oracle, which interprets them as they were recorded. Finds what single ops
 * cannot: constants that are confused, steps in the wrong order, values that are overwritten too early.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Device } from '../backend/device.ts';
import { BackendError } from '../errors.ts';
import type { Tensor, Variable } from '../tensor.ts';
import { compare, expectationOf } from './random-graph/agreement.ts';
import { randomGraph } from './random-graph/random-graph.ts';
import { runCase } from './run-case.ts';

export interface RandomGraphOptions {
  readonly runs: number;
  readonly seed: number;
  readonly subnormals: boolean;
  /** A graph with integers beyond this may be refused. */
  readonly largestInteger: number;
}

/** Of the elements compared, those that rounding decides must be few, or the test would say nothing. */
const mostSkipped = 0.1;
/** So must the graphs be that a backend may refuse. */
const mostRefused = 0.5;

export function describeRandomGraphs(device: () => Device, options: RandomGraphOptions): void {
  const { runs, seed, subnormals, largestInteger } = options;
  describe('random graphs', () => {
    it('give what the recorded graph says', async () => {
      let [compared, skipped, graphs, refusable] = [0, 0, 0, 0];
      await fc.assert(
        fc.asyncProperty(randomGraph({ subnormals }), async (given) => {
          const expectation = expectationOf(given, subnormals);
          graphs++;
          if (expectation.largestInteger > largestInteger) {
            refusable++;
            const outcome = await runCase(device(), given).catch((error: unknown) => error);
            if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BackendError);
            return;
          }
          const integer = [...given.outputs, ...given.variables].map((x: Tensor | Variable) => x.dtype === 'i32');
          const agreement = compare(await runCase(device(), given), expectation, integer);
          compared += agreement.compared;
          skipped += agreement.skipped;
          expect(agreement.difference).toBeUndefined();
        }),
        { numRuns: runs, seed },
      );
      expect(skipped).toBeLessThan(mostSkipped * compared);
      expect(refusable).toBeLessThan(mostRefused * graphs);
    });
  });
}
