/**
 * What `--backend auto` becomes for a training, and why: wasm, unless the training steps are so large that a GPU is
 * expected to win, a GPU is here, and it multiplies matrices faster than wasm does.
 */
import { buildModel, type Experiment } from '@inkgrad/experiments';
import { type BackendState, probe } from './probe.ts';

/**
 * Operations of a training step from which a GPU may win: wasm takes about two milliseconds for them on two cores, ten
 * times as long as the launches alone of the twenty kernels of a step take on a GPU.
 */
const enoughOperations = 2e8;

export interface BackendChoice {
  readonly backend: string;
  /** For people. */
  readonly reason: string;
}

/** Of the largest step: a product forward and two backward, two operations for each weight and sample of each. */
export function stepOperations(experiment: Experiment): number {
  const model = buildModel(experiment);
  const operations = 6 * model.countParameters() * experiment.batchSize;
  void model.dispose();
  return operations;
}

/** What the speeds of wasm and of the best GPU say. */
export function chooseBySpeed(wasm: BackendState | undefined, gpu: BackendState | undefined): BackendChoice {
  const take = (reason: string): BackendChoice => ({ backend: 'wasm', reason });
  if (gpu?.available !== true) return take('no GPU answers here');
  if (gpu.software) return take(`no GPU answers here, only ${gpu.description}`);
  const [own, other] = [gpu.product?.gigaflops, wasm?.available ? wasm.product?.gigaflops : undefined];
  if (own === undefined) return take(`${gpu.description} multiplies matrices wrongly`);
  const speeds = `${own.toPrecision(2)} GF/s in products against ${(other ?? 0).toPrecision(2)} of wasm`;
  if (own <= (other ?? 0)) return take(`${gpu.description} reaches ${speeds}`);
  return { backend: gpu.device, reason: `${gpu.description} reaches ${speeds}, and the training steps are large` };
}

/** @param operations of the largest training step */
export async function chooseBackend(operations: number): Promise<BackendChoice> {
  if (operations < enoughOperations) {
    const size = `${(operations / 1e6).toPrecision(2)} million operations`;
    return { backend: 'wasm', reason: `training steps of ${size} are too small for a GPU to win` };
  }
  const [wasm, gpu] = await probe(['wasm', 'gpu'], true);
  return chooseBySpeed(wasm, gpu);
}

interface BackendOptions {
  readonly backend: string;
  readonly threads?: number;
}

/** The same for data of one's own, whose form is not known yet: what is asked for, or wasm. */
export function onWasm<T extends BackendOptions>(options: T): T & { readonly backendReason?: string } {
  if (options.backend !== 'auto') return options;
  return {
    ...options,
    backend: 'wasm',
    backendReason: 'Backend: auto takes wasm, as it does for all data of one’s own.',
  };
}

/** The options with a backend in the place of "auto"; which, and why, is in them as a sentence for people. */
export async function withChosenBackend<T extends BackendOptions>(
  options: T,
  experiments: readonly Experiment[],
): Promise<T & { readonly backendReason?: string }> {
  if (options.backend !== 'auto') return options;
  const { backend, reason } =
    options.threads === undefined
      ? await chooseBackend(Math.max(...experiments.map(stepOperations)))
      : { backend: 'wasm', reason: '--threads is of wasm' };
  return { ...options, backend, backendReason: `Backend: auto takes ${backend}, as ${reason}.` };
}
