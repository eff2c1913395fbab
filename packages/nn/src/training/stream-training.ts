/** The passes of a training over a stream: what differs from data that is whole is where batches come from. */

import { StreamReader } from '../data/stream-reader.ts';
import type { StreamSource, StreamTrainingOptions } from '../data/stream-source.ts';
import { flowOf, layOut, StreamWindow } from '../data/stream-window.ts';
import { requireTargets } from '../inference/stream-evaluation.ts';
import type { ModelCore } from '../model/model-core.ts';
import { checkHasClasses } from './check-class-weight.ts';
import { compileTraining } from './compile-training.ts';
import type { Passes } from './epochs.ts';
import { Pace } from './pace.ts';
import { runStreamPass } from './stream-passes.ts';
import type { Training } from './training.ts';

/** Reads up to the first block, which tells shapes, and is trained on in the first epoch. */
export async function prepareStream(
  core: ModelCore,
  stream: StreamSource,
  {
    batchSize,
    device: wanted,
    initialEpoch,
    stepsPerChunk,
    signal,
    terminateOnNaN,
    classWeight,
  }: StreamTrainingOptions,
): Promise<Training> {
  const device = await core.open(wanted, undefined, true);
  let opened: StreamReader | undefined = await StreamReader.open(stream, initialEpoch);
  try {
    requireTargets(opened);
    const { built, layout } = layOut(core, opened.first, (own) => core.setup(own, 'fit').outputs);
    const setup = core.setup(built, 'fit');
    checkHasClasses(setup.outputs, classWeight);
    const streamed = new StreamWindow(device, layout, batchSize);
    const { dataset } = streamed;
    const isWeighted = streamed.weights !== undefined || classWeight !== undefined;
    const weights = isWeighted ? core.session.room('weights', 'f32', dataset.count) : undefined;
    // A window is gone through as it is filled.
    const order = core.session.room('order', 'i32', dataset.count);
    const places = Int32Array.from({ length: dataset.count }, (_, at) => at);
    const pace = new Pace(device, stepsPerChunk);
    const classes = Math.max(2, built.outputs[0]!.shape.at(-1) ?? 1);
    const train: Passes['train'] = async (epoch, afterChunk) => {
      const reader = opened ?? (await StreamReader.open(stream, epoch));
      opened = undefined;
      await order.write(places);
      return runStreamPass({
        session: core.session,
        store: core.session.store,
        sums: setup.trainingSums,
        measures: setup.measures,
        batch: batchSize,
        pace,
        phase: 'training',
        epoch,
        signal,
        allowNonFinite: !terminateOnNaN,
        beforeChunk: () => core.writeLearningRate(setup),
        afterChunk,
        flow: flowOf(stream, reader, layout, epoch),
        streamed,
        weights,
        classWeight: classWeight && { factors: classWeight, classes },
        compile: (size) => compileTraining(core, built, setup, dataset, size, order, weights, !terminateOnNaN),
      });
    };
    const factors = classWeight === undefined ? 'of the stream' : JSON.stringify(classWeight);
    return {
      built,
      conditions: { samples: 0, data: stream.describe(), sampleWeight: isWeighted ? factors : 'none' },
      train,
      release: async () => {
        streamed.dispose();
        await opened?.close();
      },
    };
  } catch (error) {
    await opened?.close();
    throw error;
  }
}
