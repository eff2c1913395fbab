/**
 * Passes over streams: window after window, each a pass over the data set that the window is, with sums that go on from one
 * to the next. The bits are those of a pass over all samples at once.
 */
import type { DeviceBuffer, Executable } from '@inkgrad/tensor';
import type { SampleFlow } from '../data/sample-flow.ts';
import { type ClassWeight, classSampleWeight } from '../data/sample-weights.ts';
import type { StreamWindow } from '../data/stream-window.ts';
import type { Logs } from './history.ts';
import { type PassOptions, runPass } from './pass.ts';

export interface StreamPassOptions extends Omit<PassOptions, 'first' | 'count' | 'full' | 'short' | 'window'> {
  readonly flow: SampleFlow;
  readonly streamed: StreamWindow;
  /** The step for so many samples of the window. */
  readonly compile: (size: number) => Promise<Executable>;
  /** Where factors of losses are, for the whole window. */
  readonly weights?: DeviceBuffer | undefined;
  readonly classWeight?: { readonly factors: ClassWeight; readonly classes: number } | undefined;
}

/** Means over the samples of a stream, by name. @throws as runPass does, and what the stream throws */
export async function runStreamPass(options: StreamPassOptions): Promise<Logs> {
  const { flow, streamed, batch, compile, weights, classWeight } = options;
  let logs: Logs = {};
  let isStopped = false;
  const afterChunk: PassOptions['afterChunk'] = async (step, steps, running) => {
    isStopped = (await options.afterChunk?.(step, steps, running)) ?? false;
    return isStopped;
  };
  try {
    for (let before = 0; !isStopped; ) {
      options.signal?.throwIfAborted();
      const count = await streamed.fill(flow);
      const isLast = !(await flow.hasMore());
      const factors =
        classWeight === undefined
          ? streamed.weights
          : await classSampleWeight('fit', streamed.dataset, classWeight.factors, classWeight.classes);
      if (factors !== undefined) await weights?.write(factors);
      const rest = count % batch;
      logs = await runPass({
        ...options,
        afterChunk,
        first: 0,
        count,
        full: count >= batch ? await compile(batch) : undefined,
        short: rest === 0 ? undefined : await compile(rest),
        window: { before, isLast },
      });
      if (isLast) break;
      before += count;
    }
  } finally {
    await flow.close();
  }
  return logs;
}
