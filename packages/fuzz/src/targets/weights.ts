/** Weights, training states, model folders and recorded runs, as `loadModel` and `resume` read them. */
import {
  decodeSafetensors,
  encodeSafetensors,
  modelFromConfig,
  predictedClasses,
  type TrainingState,
} from '@inkgrad/nn';
import { loadModel } from '@inkgrad/nn/node';
import { type Device, isInkgradError, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { withFiles } from '../files.ts';
import { damaged } from '../generate/damage.ts';
import { damagedJson } from '../generate/json.ts';
import { badSafetensors } from '../generate/safetensors-file.ts';
import { type FuzzInput, must, type Target } from '../target.ts';
import { checkRun, runInputs } from './recorded-run.ts';
import { callbacks, type SmallModel, samples, smallConfig, smallModel, targetsOfSamples } from './small-model.ts';

const device = (): Promise<Device> => openDevice('wasm', { threads: 1 });
const epochsBefore = 2;

/** Valid files, from a model that was trained a little. */
async function validFiles(): Promise<{ weights: Uint8Array; state: Uint8Array; config: unknown }> {
  const opened = await device();
  const model = smallModel();
  await model.fit(samples, targetsOfSamples, {
    epochs: epochsBefore,
    batchSize: 4,
    device: opened,
    callbacks: callbacks(),
  });
  const files = { weights: await model.saveWeights(), state: await model.saveState(), config: model.toConfig() };
  await model.dispose();
  await opened.dispose();
  return files;
}

async function inputs(): Promise<fc.Arbitrary<FuzzInput>> {
  const { weights, state, config } = await validFiles();
  const file =
    (entry: string) =>
    (bytes: Uint8Array): FuzzInput => ({ entry, files: { file: bytes } });
  const folder = (model: Uint8Array, own: Uint8Array): FuzzInput => ({
    entry: 'model',
    files: { 'model.json': model, 'weights.safetensors': own },
  });
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
  const json = utf8(JSON.stringify(config));
  const valid = [file('safetensors')(state), file('weights')(weights), file('state')(state), folder(json, weights)];
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...valid.map((input): FuzzInput => ({ ...input, isValid: true }))) },
    { weight: 4, arbitrary: fc.oneof(badSafetensors(weights), badSafetensors(state)).map(file('safetensors')) },
    { weight: 4, arbitrary: badSafetensors(weights).map(file('weights')) },
    { weight: 8, arbitrary: badSafetensors(state).map(file('state')) },
    { weight: 4, arbitrary: damagedJson(fc.constant(config)).map((text) => folder(utf8(text), weights)) },
    { weight: 1, arbitrary: damaged(fc.constant(json)).map((bytes) => folder(bytes, weights)) },
    { weight: 1, arbitrary: badSafetensors(weights).map((bytes) => folder(json, bytes)) },
    { weight: 4, arbitrary: await runInputs() },
  );
}

function checkSafetensors(bytes: Uint8Array): void {
  const { tensors, metadata } = decodeSafetensors(bytes);
  for (const { name, shape, data } of tensors) {
    must(data.length === shape.reduce((product, size) => product * size, 1), `"${name}" does not fill its shape`);
  }
  const again = decodeSafetensors(encodeSafetensors(tensors, metadata));
  must(JSON.stringify(again.metadata) === JSON.stringify(metadata), 'the texts are others when written again');
  must(again.tensors.length === tensors.length, 'tensors are lost when written again');
}

/** Classes that there are, or an error that says that the answers are none: weights may be large and finite. */
async function checkAnswers(model: SmallModel, opened: Device): Promise<void> {
  try {
    const answers = await model.predict(samples, { device: opened });
    const size = answers.shape.reduce((product, length) => product * length, 1);
    must(answers.data.length === size, 'answers do not fill their shape');
    const found = [...predictedClasses(answers)];
    must(found.length * answers.shape.at(-1)! === size, `${found.length} classes`);
    must(
      found.every((each) => Number.isInteger(each) && each >= 0 && each < Math.max(2, answers.shape.at(-1)!)),
      'a class that is none',
    );
  } catch (error) {
    // Shapes other than the samples' are a matter of the caller.
    if (!isInkgradError(error) || !['numeric', 'usage', 'data'].includes(error.kind)) throw error;
  }
}

const bits = async (model: SmallModel): Promise<string> => Buffer.from(await model.saveWeights()).toString('base64');

/** Loads; a refusal changes nothing. */
async function loading<T>(model: SmallModel, load: () => Promise<T>): Promise<T> {
  const before = await bits(model);
  try {
    return await load();
  } catch (error) {
    must((await bits(model)) === before, 'a file was refused, and changed the model');
    throw error;
  }
}

async function checkState(bytes: Uint8Array, opened: Device): Promise<void> {
  const model = modelFromConfig(smallConfig());
  try {
    await model.build(model.inputShape!);
    const state: TrainingState = await loading(model, () => model.loadState(bytes));
    must(state.epoch === state.history.epoch.length || state.history.epoch.length === 0, 'a history of other epochs');
    try {
      const options = { batchSize: 4, device: opened, callbacks: callbacks() };
      const history = await model.fit(samples, targetsOfSamples, {
        ...options,
        epochs: epochsBefore + 1,
        resume: state,
      });
      for (const values of Object.values(history.history)) {
        must(values.length === history.epoch.length, 'a history of unequal lengths');
      }
    } catch (error) {
      // Another training than this one, or one that diverged: `fit` says so.
      if (!isInkgradError(error) || !['usage', 'numeric'].includes(error.kind)) throw error;
    }
  } finally {
    await model.dispose();
  }
}

export const weights: Target = {
  name: 'weights',
  about: 'safetensors files, training states, model folders, recorded runs',
  kinds: {
    safetensors: ['data'],
    weights: ['data', 'numeric'],
    state: ['data', 'numeric'],
    model: ['data', 'numeric'],
    // "usage": a checkpoint, signed, of a training with other callbacks.
    run: ['io', 'data', 'numeric', 'usage'],
  },
  inputs,
  open: async (base) => {
    const opened = await device();
    return {
      async try({ entry, files }) {
        if (entry === 'safetensors') return checkSafetensors(files['file']!);
        if (entry === 'state') return checkState(files['file']!, opened);
        if (entry === 'run') return withFiles(base, files, (folder) => checkRun(folder, opened));
        if (entry === 'model') {
          const model = await withFiles(base, files, loadModel);
          await checkAnswers(model, opened);
          return model.dispose();
        }
        const model = smallModel();
        try {
          await loading(model, () => model.loadWeights(files['file']!));
          await checkAnswers(model, opened);
        } finally {
          await model.dispose();
        }
      },
      close: () => opened.dispose(),
    };
  },
};
