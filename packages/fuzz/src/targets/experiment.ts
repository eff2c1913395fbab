/** Experiments as JSON, and the settings, grids and seeds that command lines have. */
import { isDeepStrictEqual } from 'node:util';
import {
  applySettings,
  buildModel,
  type Experiment,
  formatSetting,
  gridCells,
  parseExperiment,
  parseGrid,
  parseSeeds,
  parseSetting,
  settingPaths,
} from '@inkgrad/experiments';
import { loadExperimentFile } from '@inkgrad/experiments/node';
import { experiments } from '@inkgrad/mnist';
import { isInkgradError } from '@inkgrad/tensor';
import fc from 'fast-check';
import { withFiles } from '../files.ts';
import { anyBytes, damaged } from '../generate/damage.ts';
import { damagedJson, oddJson } from '../generate/json.ts';
import { Fault, type FuzzInput, must, type Target } from '../target.ts';

/** Says everything that an experiment can say. */
const rich: Experiment = parseExperiment(
  {
    name: 'rich',
    title: 'Everything',
    description: 'All that an experiment can say.',
    preprocessing: 'divideBy255',
    layers: [
      { type: 'flatten', name: 'flat' },
      { type: 'dense', units: 8, activation: 'leakyRelu', useBias: false, kernelInitializer: 'heNormal' },
      { type: 'dropout', rate: 0.25 },
      {
        type: 'dense',
        units: 10,
        biasInitializer: 'ones',
        kernelRegularizer: { l1: 1e-5, l2: 1e-4 },
        biasRegularizer: { l2: 1 },
      },
      { type: 'activation', activation: 'softmax' },
    ],
    optimizer: { type: 'adam', learningRate: 0.01, beta1: 0.8, clipNorm: 1 },
    loss: { name: 'sparseCategoricalCrossentropy', fromLogits: false },
    metrics: ['accuracy', { name: 'sparseTopKCategoricalAccuracy', k: 3 }],
    classWeight: { 0: 2, 9: 0.5 },
    callbacks: {
      earlyStopping: { monitor: 'validationAccuracy', patience: 3, restoreBestWeights: true },
      reduceLROnPlateau: { factor: 0.5 },
    },
    batchSize: 16,
    epochs: 3,
    seed: 7,
  },
  'rich',
);
const scheduled: Experiment = parseExperiment(
  {
    ...rich,
    callbacks: { learningRateSchedule: { type: 'warmup', epochs: 2, target: { type: 'cosineDecay', alpha: 0.1 } } },
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy', 'meanSquaredError'],
    optimizer: { type: 'sgd', momentum: 0.9, nesterov: true },
  },
  'scheduled',
);
const bases: readonly Experiment[] = [experiments.v1, experiments.v2, rich, scheduled];
const base = fc.constantFrom(...bases);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));

const jsonBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 12, arbitrary: damagedJson(base).map(utf8) },
  { weight: 3, arbitrary: damaged(base.map((experiment) => utf8(JSON.stringify(experiment, undefined, 2)))) },
  { weight: 1, arbitrary: damagedJson(base).map(utf16) },
  { weight: 1, arbitrary: damagedJson(base).map((text) => utf8(`\ufeff${text}`)) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 4 }).map(utf8) },
  { weight: 1, arbitrary: anyBytes },
);

const anyPath = fc.constantFrom(...new Set(bases.flatMap((experiment) => settingPaths(experiment))));
const oddPath = fc.oneof(
  { weight: 8, arbitrary: anyPath },
  { weight: 2, arbitrary: anyPath.map((path) => path.split('.').slice(0, -1).join('.')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyPath, fc.constantFrom('x', 'type', 'name', '0', '99', '-1', '__proto__', ''))
      .map((keys) => keys.join('.')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor.prototype', 'layers.length', '.', '..', 'layers.01.units'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const settingValue = fc.oneof(
  oddJson,
  fc.constantFrom(
    'sgd',
    'adam',
    'relu',
    'warmup',
    'stepDecay',
    'flatten',
    '3',
    '0.5',
    'meanSquaredError',
    '{"type":"sgd"}',
  ),
  fc.string({ maxLength: 8 }),
);
const settingText = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(oddPath, settingValue).map((parts) => parts.join('=')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const gridText = fc.oneof(
  fc.tuple(anyPath, fc.array(settingValue, { maxLength: 4 })).map(([path, values]) => `${path}=${values.join(',')}`),
  settingText,
);
const seedsText = fc.oneof(
  fc
    .array(
      fc.oneof(
        fc.nat().map(String),
        fc.tuple(fc.nat(20), fc.nat(4e9)).map((ends) => ends.join('..')),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join(',')),
  fc.stringMatching(/^[0-9.,-]{0,16}$/),
  fc.string({ maxLength: 8 }),
);

const texts = (entry: string, files: Readonly<Record<string, string>>, isValid = false): FuzzInput => ({
  ...{ entry, files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, utf8(text)])) },
  ...(isValid ? { isValid } : {}),
});

const inputs: fc.Arbitrary<FuzzInput> = fc.oneof(
  { weight: 1, arbitrary: base.map((experiment) => texts('file', { 'own.json': JSON.stringify(experiment) }, true)) },
  { weight: 9, arbitrary: jsonBytes.map((bytes): FuzzInput => ({ entry: 'file', files: { 'own.json': bytes } })) },
  {
    weight: 7,
    arbitrary: fc
      .tuple(fc.nat(bases.length - 1), fc.array(settingText, { minLength: 1, maxLength: 4 }))
      .map(([of, settings]) => texts('settings', { base: String(of), settings: JSON.stringify(settings) })),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(gridText, { minLength: 1, maxLength: 3 })
      .map((grid) => texts('grid', { grid: JSON.stringify(grid) })),
  },
  { weight: 1, arbitrary: seedsText.map((seeds) => texts('seeds', { seeds })) },
);

/** Larger models are only described: their weights would fill the memory, as they should. */
const mostWeights = 2e6;

function weightCount({ layers }: Experiment): number {
  let [width, count] = [784, 0];
  for (const layer of layers) {
    if (layer.type !== 'dense') continue;
    count += width * layer.units + layer.units;
    width = layer.units;
  }
  return count;
}

/** JSON writes −0 as 0, and to experiments both mean the same. */
function withoutSign(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(withoutSign);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSign(inner)]));
}

const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(withoutSign(a), withoutSign(b));

async function checkExperiment(experiment: Experiment): Promise<void> {
  const stored: unknown = JSON.parse(JSON.stringify(experiment));
  must(same(stored, structuredClone(experiment)), 'an experiment is not what its JSON says');
  must(same(parseExperiment(stored, 'again'), experiment), 'an experiment read twice differs');
  if (weightCount(experiment) > mostWeights) return;
  let model: ReturnType<typeof buildModel>;
  try {
    model = buildModel(experiment);
  } catch (error) {
    // Layers that do not fit are refused here; the sentence is judged as that of any refusal.
    if (isInkgradError(error)) throw error;
    throw new Fault(`buildModel: ${error instanceof Error ? error.stack : String(error)}`);
  }
  must(model.outputShape?.join() === '10', `a model gives ${model.outputShape?.join()}`);
  must(Number.isSafeInteger(model.countParameters()), 'no count of parameters');
  await model.dispose();
}

export const experiment: Target = {
  name: 'experiment',
  about: 'experiments as JSON, --set, --grid and --seeds',
  kinds: { file: ['usage'], settings: ['usage'], grid: ['usage'], seeds: ['usage'] },
  inputs: async () => inputs,
  open: async (folder) => ({
    async try({ entry, files }) {
      const text = (name: string): string => new TextDecoder().decode(files[name]);
      const list = (name: string): string[] => JSON.parse(text(name)) as string[];
      if (entry === 'file') {
        await checkExperiment(await withFiles(folder, files, (path) => loadExperimentFile(`${path}/own.json`)));
      } else if (entry === 'settings') {
        const settings = list('settings').map(parseSetting);
        for (const setting of settings) {
          must(same(parseSetting(formatSetting(setting)), setting), 'a setting is not read as it is written');
        }
        await checkExperiment(applySettings(bases[Number(text('base'))]!, settings));
      } else if (entry === 'grid') {
        const axes = list('grid').map(parseGrid);
        const cells = gridCells(axes);
        must(cells.length === axes.reduce((product, { values }) => product * values.length, 1), 'cells are missing');
      } else {
        const seeds = parseSeeds(text('seeds'));
        must(seeds.length > 0 && new Set(seeds).size === seeds.length, 'seeds come twice');
        must(
          seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32),
          'a seed is none',
        );
      }
    },
    close: async () => {},
  }),
};
