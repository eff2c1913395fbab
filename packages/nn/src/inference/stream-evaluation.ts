/** Loss and metrics of a model over a stream. What is compiled for it is kept for the next pass over it. */

import { StreamReader } from '../data/stream-reader.ts';
import type { StreamEvaluator, StreamSource } from '../data/stream-source.ts';
import { flowOf, layOut, StreamWindow } from '../data/stream-window.ts';
import { DataError } from '../errors.ts';
import type { ModelCore } from '../model/model-core.ts';
import type { Logs } from '../training/history.ts';
import { runStreamPass } from '../training/stream-passes.ts';
import { compileEvaluation, type EvaluationRange } from './compile-evaluation.ts';

export type StreamEvaluationRange = Omit<EvaluationRange, 'first' | 'count' | 'weights'>;

export class StreamEvaluation implements StreamEvaluator {
  readonly #core: ModelCore;
  readonly #stream: StreamSource;
  #window: StreamWindow | undefined;

  constructor(core: ModelCore, stream: StreamSource) {
    this.#core = core;
    this.#stream = stream;
  }

  /** One pass. Others have their turn between its chunks, but for other evaluations of this model. */
  run(range: StreamEvaluationRange): Promise<Logs> {
    const core = this.#core;
    return core.evaluations.run(() => core.whileRunning('evaluate', () => this.#pass(range)), range.signal);
  }

  async #pass(range: StreamEvaluationRange): Promise<Logs> {
    const core = this.#core;
    const { batch, allowNonFinite = false } = range;
    const reader = await StreamReader.open(this.#stream, 0);
    try {
      requireTargets(reader);
      const { built, layout } = layOut(core, reader.first, (own) => core.setup(own, 'evaluate').outputs);
      const setup = core.setup(built, 'evaluate');
      this.#window ??= new StreamWindow(core.session.store.device!, layout, batch);
      const streamed = this.#window;
      const { dataset } = streamed;
      const room = streamed.weights && core.session.room('evaluation weights', 'f32', dataset.count);
      return await runStreamPass({
        ...range,
        session: core.session,
        store: core.session.store,
        sums: setup.evaluationSums,
        measures: setup.measures,
        flow: flowOf(this.#stream, reader, layout, 0),
        streamed,
        weights: room,
        compile: (size) => compileEvaluation(core, built, setup, dataset, size, room, allowNonFinite),
      });
    } finally {
      await reader.close();
    }
  }

  dispose(): void {
    this.#window?.dispose();
    this.#window = undefined;
  }
}

/** @throws DataError for a stream of samples only */
export function requireTargets({ first }: StreamReader): void {
  if (first.parts.some(({ kind }) => kind === 'y')) return;
  throw new DataError('stream', 'blocks [x, y] with targets, which training and evaluation need', '[x]');
}
