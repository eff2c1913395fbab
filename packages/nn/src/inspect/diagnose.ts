/**
 * A look inside a model over samples, for the study of training: where the loss comes from, how large gradients are
 * and what layers give. Inference mode; trains nothing.
 */
import type { Device, TypedArray } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import { batchShape, targetsKey } from '../data/match-data.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import { positiveWhole } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import { feedModel } from '../inference/evaluate.ts';
import type { ModelCore } from '../model/model-core.ts';
import { activationMeans, recordGradients } from '../programs/gradients-program.ts';
import { checkTargets } from '../training/check-targets.ts';

/** How `diagnose` looks inside a model. */
export interface DiagnoseOptions {
  /** By default the one the model is on, else a wasm device that all such models share. */
  readonly device?: Device;
  /** Only the first so many samples, as one batch; all by default. */
  readonly samples?: number;
}

/** What `diagnose` says of one layer. */
export interface LayerDiagnosis {
  readonly name: string;
  /** "dense", "dropout", … */
  readonly type: string;
  /** √Σg² over all of the layer's parameters; undefined for a layer without. */
  readonly gradientNorm: number | undefined;
  /** √Σg² of each parameter: kernel, bias. */
  readonly gradientNorms: Readonly<Record<string, number>>;
  /** Mean of the layer's output over samples and elements. */
  readonly meanActivation: number;
}

/** Where the loss comes from, and how large gradients and outputs are. */
export interface Diagnosis {
  /** dataLoss + kernelPenalty + biasPenalty + activityPenalty, up to rounding. */
  readonly loss: number;
  /** Mean loss of the samples, without penalties. */
  readonly dataLoss: number;
  readonly kernelPenalty: number;
  readonly biasPenalty: number;
  readonly activityPenalty: number;
  readonly layers: readonly LayerDiagnosis[];
}

export async function diagnose(
  core: ModelCore,
  x: ArrayLikes | Dataset,
  y: ArrayLikes | undefined,
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  checkKeys('diagnose', options, ['device', 'samples']);
  const limit = options.samples === undefined ? undefined : positiveWhole('diagnose', 'samples', options.samples);
  core.requireObjective('diagnose');
  const { dataset, release } = await feedModel(core, x, y, options.device, { x: 'x', y: 'y' });
  try {
    return await core.session.inTurn(() => diagnoseNow(core, dataset, Math.min(dataset.count, limit ?? dataset.count)));
  } finally {
    release();
  }
}

async function diagnoseNow(core: ModelCore, dataset: Dataset, batch: number): Promise<Diagnosis> {
  const built = core.buildFor(dataset);
  const { outputs } = core.setup(built, 'diagnose');
  checkTargets(built, outputs, dataset);
  const record = (): ReturnType<typeof recordGradients> =>
    recordGradients(built, outputs, { ...batchShape(built, dataset), batch }, undefined);
  const key = `gradients ${batch} ${targetsKey(dataset)}`;
  const executable = await core.executable({ key, dataset, record });
  await executable.run();
  const read = (name: string): Promise<TypedArray> => executable.read(name);
  const scalar = async (name: string): Promise<number> => (await read(name))[0]!;
  const means = await read(activationMeans);
  const layers = built.calls.map(async ({ layer: { layer, name, weights } }, at): Promise<LayerDiagnosis> => {
    const norms = await Promise.all(
      weights
        .filter(({ trainable }) => trainable)
        .map(async (own) => [own.name, norm(await read(own.variable.name))] as const),
    );
    return {
      name,
      type: layer.type,
      gradientNorm: norms.length === 0 ? undefined : Math.hypot(...norms.map(([, value]) => value)),
      gradientNorms: Object.fromEntries(norms),
      meanActivation: means[at]!,
    };
  });
  return {
    loss: await scalar('loss'),
    dataLoss: await scalar('dataLoss'),
    kernelPenalty: await scalar('kernelPenalty'),
    biasPenalty: await scalar('biasPenalty'),
    activityPenalty: await scalar('activityPenalty'),
    layers: await Promise.all(layers),
  };
}

/** In float64, where squares of float32 numbers do not overflow. */
function norm(gradient: TypedArray): number {
  let squares = 0;
  for (const element of gradient) squares += element * element;
  return Math.sqrt(squares);
}
