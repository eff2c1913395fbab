/** Training of a page's model in a worker: the page's side. */
import { ArgumentError, BackendError } from '@inkgrad/tensor';
import { Dataset } from '../data/dataset.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import { StreamSource } from '../data/stream-source.ts';
import { coreOf } from '../model/basic-model.ts';
import type { Model } from '../model/model.ts';
import { checkFitOptions, type FitOptions } from '../training/fit-options.ts';
import type { History } from '../training/history.ts';
import { type Answer, Channel } from './channel.ts';
import type { BlockRequest, FitRequest, FitResult, HookCall, Opening } from './protocol.ts';
import { answerHook, describeCallback, trainedElsewhere } from './remote-callbacks.ts';
import { buffersOf, readState, writeState } from './remote-state.ts';
import { OfferedSources } from './sources.ts';

/** As `fit`; where it trains is for the worker to say. */
export type FitInWorkerOptions = Omit<FitOptions, 'device'>;

/** A page's `Worker`, or one of Node's `worker_threads`. */
export interface TrainingWorker {
  /** Sends a message, as a `Worker` of the page or of Node does. */
  postMessage(message: unknown, transfer: object[]): void;
}

/**
 * Trains the model in a worker that has called `serveFits`, while the page goes on. The result is that of `model.fit`, to
 * the last bit where the device is the same: history, weights, optimizer state and progress come back to the model, also
 * where training is aborted or fails. Weights and blocks of data are handed over without being copied once more.
 *
 * Callbacks run in the page. While it trains, `stopTraining` and `learningRate` of the model have effect from the next chunk
 * of steps on; weights are asked for through the model that `onTrainBegin` gives to callbacks.
 * @param worker may train other models at the same time; whoever made it terminates it, after training
 * @param x samples, as `fit` takes them, but no data set, which lives on a device; a DataSource is read in the page
 * @param y targets
 * @throws what `fit` throws; BackendError where the worker fails
 * @example
 * const worker = new Worker(new URL('./trainer.js', import.meta.url), { type: 'module' }); // it calls serveFits()
 * const history = await fitInWorker(worker, model, x, y, { epochs: 5 });
 */
export async function fitInWorker(
  worker: TrainingWorker,
  model: Model,
  x: ArrayLikes,
  y: ArrayLikes,
  options: FitInWorkerOptions = {},
): Promise<History> {
  const { callbacks, signal, resume, device, validationData, sampleWeight, ...plain } = checkFitOptions(options);
  if (device !== undefined) {
    throw new ArgumentError('fitInWorker', 'device', 'absent, as the worker opens one in serveFits', device.name);
  }
  const core = coreOf(model);
  core.requireObjective('fitInWorker');
  signal?.throwIfAborted();
  return core.trainAlone(async () => {
    const sources = new OfferedSources();
    const offered = offer(sources, { x, y, validationData, sampleWeight });
    const [, firstX] = offered.x[0]!;
    if (core.built === undefined) core.build(firstX.shape.slice(1));
    const state = await readState(core);
    const request: FitRequest = {
      config: model.toConfig(),
      frozen: [...core.frozen],
      state,
      ...offered,
      callbacks: callbacks.map(describeCallback),
      options: givenOnly({ ...plain, resume }),
    };
    model.stopTraining = resume?.stopped ?? false;
    const channel = open(worker, {
      read: (block: BlockRequest) => sources.read(block),
      hook: async (call: HookCall): Promise<Answer> => [await answerHook(call, callbacks, model, trained)],
      setState: ({ callback, state: saved }: { callback: number; state: never }) => {
        callbacks[callback]!.setState?.(saved);
        return [undefined];
      },
    });
    const trained = trainedElsewhere(model, channel);
    const watch = watchWorker(worker, (error) => channel.fail(error));
    const abort = (): void => void channel.ask('abort').catch(() => undefined);
    signal?.addEventListener('abort', abort);
    try {
      return await train(channel, request, model, signal);
    } finally {
      signal?.removeEventListener('abort', abort);
      watch.end();
      channel.close();
    }
  });
}

async function train(
  channel: Channel,
  request: FitRequest,
  model: Model,
  signal: AbortSignal | undefined,
): Promise<History> {
  let failure: { readonly error: unknown } | undefined;
  await channel.ask('fit', request, buffersOf(request.state)).catch((error: unknown) => {
    failure = { error };
  });
  const result = (await channel.ask('finish').catch((error: unknown) => {
    throw failure?.error ?? error;
  })) as FitResult | undefined;
  if (result !== undefined) {
    model.history = result.history;
    await writeState(coreOf(model), result.state);
  }
  if (signal?.aborted && failure !== undefined) throw signal.reason;
  if (failure !== undefined) throw failure.error;
  return result!.history!;
}

interface Given {
  readonly x: ArrayLikes;
  readonly y: ArrayLikes;
  readonly validationData: FitOptions['validationData'];
  readonly sampleWeight: FitOptions['sampleWeight'];
}

function offer(
  sources: OfferedSources,
  { x, y, validationData, sampleWeight }: Given,
): Pick<FitRequest, 'x' | 'y' | 'validation' | 'sampleWeight'> {
  if (x instanceof StreamSource || validationData instanceof StreamSource) {
    throw new ArgumentError(
      'fitInWorker',
      'x',
      'arrays or a DataSource, which the worker can ask for blocks',
      'a stream',
    );
  }
  if (x instanceof Dataset || validationData instanceof Dataset) {
    throw new ArgumentError(
      'fitInWorker',
      'x',
      'arrays or a DataSource',
      'a data set, which is on a device of this thread',
    );
  }
  const offerValidation = (): FitRequest['validation'] => {
    if (validationData === undefined) return undefined;
    const [ownX, ownY, weight] = validationData;
    const both = [sources.offer('validation x', ownX), sources.offer('validation y', ownY)] as const;
    return weight === undefined ? both : [...both, sources.offerOne('validation sampleWeight', weight)];
  };
  return {
    x: sources.offer('x', x),
    y: sources.offer('y', y),
    validation: offerValidation(),
    sampleWeight: sampleWeight === undefined ? undefined : sources.offerOne('sampleWeight', sampleWeight),
  };
}

/** Without the fields that are undefined. */
function givenOnly<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

function open(worker: TrainingWorker, answers: ConstructorParameters<typeof Channel>[1]): Channel {
  const { port1, port2 } = new MessageChannel();
  const channel = new Channel(port1, answers);
  const opening: Opening = { inkgrad: 'fit', port: port2 };
  worker.postMessage(opening, [port2]);
  return channel;
}

/** The events of a page's worker, or of Node's. */
type Listening = Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>> & {
  on?(event: string, listener: (value: unknown) => void): void;
  off?(event: string, listener: (value: unknown) => void): void;
};

/** Calls back when the worker fails, which no answer would tell. */
function watchWorker(worker: TrainingWorker, onFailure: (error: BackendError) => void): { end(): void } {
  const target = worker as Listening;
  const listener = (event: unknown): void => {
    const { message = 'its script could not be loaded' } = event as { readonly message?: string };
    onFailure(new BackendError('worker', `the worker failed: ${message || 'its script could not be loaded'}.`));
  };
  const exited = (): void => onFailure(new BackendError('worker', 'the worker ended before training did.'));
  target.addEventListener?.('error', listener);
  target.on?.('error', listener);
  target.on?.('exit', exited);
  return {
    end: () => {
      target.removeEventListener?.('error', listener);
      target.off?.('error', listener);
      target.off?.('exit', exited);
    },
  };
}
