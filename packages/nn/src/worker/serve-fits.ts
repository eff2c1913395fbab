/** Training of a page's model in a worker: the worker's side. */
import type { Device } from '@inkgrad/tensor';
import type { Registry } from '../define/registry.ts';
import { coreOf } from '../model/basic-model.ts';
import { modelFromConfig } from '../model/make-model.ts';
import type { Model } from '../model/model.ts';
import type { FitOptions } from '../training/fit-options.ts';
import { type Answer, Channel } from './channel.ts';
import type { FitRequest, FitResult, Opening } from './protocol.ts';
import { remoteCallbacks } from './remote-callbacks.ts';
import { buffersOf, readState, writeState } from './remote-state.ts';
import { remoteData, remoteSource } from './sources.ts';

/** What a worker that trains knows besides what is built in, and where it computes. */
export interface ServeFitsOptions {
  /** A user's own layers, losses, metrics and optimizers, which do not cross to a worker; none by default. */
  readonly registry?: Registry;
  /** Opens the device of each training, which ends with it; wasm by default. */
  readonly openDevice?: () => Promise<Device>;
}

interface Scope {
  addEventListener?(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/**
 * Answers `fitInWorker`: to be called once, in a worker. Other messages to the worker are left alone.
 * @example
 * import { serveFits } from '@inkgrad/nn/worker';
 * serveFits();
 */
export function serveFits(options: ServeFitsOptions = {}): void {
  const listen = ({ data }: { readonly data: unknown }): void => {
    if ((data as Partial<Opening> | null)?.inkgrad === 'fit') new FitServer((data as Opening).port, options);
  };
  const scope: Scope = globalThis;
  // Node's workers have no global scope of messages.
  const threads = scope.process?.getBuiltinModule?.('node:worker_threads') as
    | { readonly parentPort: Required<Pick<Scope, 'addEventListener'>> | null }
    | undefined;
  (threads?.parentPort ?? scope).addEventListener?.('message', listen);
}

/** One training, from the first message to the last. */
class FitServer {
  readonly #options: ServeFitsOptions;
  readonly #channel: Channel;
  readonly #abort = new AbortController();
  #model: Model | undefined;
  #device: Device | undefined;

  constructor(port: MessagePort, options: ServeFitsOptions) {
    this.#options = options;
    this.#channel = new Channel(port, {
      fit: (request: FitRequest) => this.#fit(request),
      finish: () => this.#finish(),
      abort: () => {
        this.#abort.abort();
        return [undefined];
      },
      getWeights: async () => {
        const weights = await this.#model!.getWeights();
        return [weights, weights.map(({ data }) => data.buffer)];
      },
      setWeights: async (weights: never) => [await this.#model!.setWeights(weights)],
      saveWeights: async () => handedOver(await this.#model!.saveWeights()),
      saveState: async () => handedOver(await this.#model!.saveState()),
    });
  }

  async #fit(request: FitRequest): Promise<Answer> {
    const { registry = [], openDevice } = this.#options;
    const { config, frozen, state, x, y, validation, sampleWeight, callbacks, options } = request;
    const channel = this.#channel;
    const model = modelFromConfig(config, { registry });
    this.#model = model;
    if (frozen.length > 0) coreOf(model).freeze(new Set(frozen));
    await writeState(coreOf(model), state);
    this.#device = await openDevice?.();
    const data: FitOptions = {
      ...(validation === undefined
        ? {}
        : {
            validationData:
              validation[2] === undefined
                ? [remoteData(channel, validation[0]), remoteData(channel, validation[1])]
                : [
                    remoteData(channel, validation[0]),
                    remoteData(channel, validation[1]),
                    remoteSource(channel, validation[2]),
                  ],
          }),
      ...(sampleWeight === undefined ? {} : { sampleWeight: remoteSource(channel, sampleWeight) }),
      ...(this.#device === undefined ? {} : { device: this.#device }),
    };
    await model.fit(remoteData(channel, x), remoteData(channel, y), {
      ...options,
      ...data,
      callbacks: remoteCallbacks(channel, callbacks, model),
      signal: this.#abort.signal,
    });
    return [undefined];
  }

  /** Gives back what became of the model, unless it was never made, and frees everything. */
  async #finish(): Promise<Answer> {
    const model = this.#model;
    if (model === undefined) return [undefined];
    try {
      const state = await readState(coreOf(model));
      const result: FitResult = { state, history: model.history };
      return [result, buffersOf(state)];
    } finally {
      await model.dispose();
      await this.#device?.dispose();
    }
  }
}

const handedOver = (bytes: Uint8Array): Answer => [bytes, [bytes.buffer]];
