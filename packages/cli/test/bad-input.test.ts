/**
 * Everything a person can get wrong, through the built command: each mistake gives its exit code, exactly one sentence on
 * stderr and nothing before it, the same as an object on stdout with --json, no stack trace, and leaves no file behind.
 * A few, of each exit code, and all that may load a driver, in processes of their own.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decodeSafetensors, encodeSafetensors } from '@inkgrad/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileNames, imagesFile, labelsFile, writeIdxFolder } from './support/idx-files.ts';
import { inkgrad, type Outcome } from './support/inkgrad.ts';
import { serveInkgrad } from './support/served-inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const served = serveInkgrad();
const data = writeIdxFolder(join(folder, 'data'));
/** No Vulkan driver, whatever the machine has. */
const withoutDriver = { VK_DRIVER_FILES: join(folder, 'no-driver.json') };

const kinds: Readonly<Record<number, readonly string[]>> = {
  1: ['io', 'internal'],
  2: ['usage'],
  3: ['backend'],
  4: ['numeric'],
  5: ['data'],
};

/** The one object of stdout. */
function jsonError({ stdout }: Outcome): {
  readonly kind: string;
  readonly message: string;
  readonly exitCode: number;
} {
  expect(stdout).toMatch(/^\{.*\}\n$/);
  const { error, ...others } = JSON.parse(stdout) as { error: ReturnType<typeof jsonError> };
  expect(others).toEqual({});
  return error;
}

/** Runs in an empty folder, with --json, checks what every failure has in common, and gives what it said. */
async function failure(
  run: typeof served,
  exitCode: number,
  args: readonly string[],
  ...parts: readonly (string | RegExp)[]
): Promise<string> {
  const cwd = mkdtempSync(join(folder, 'cwd-'));
  const [command, ...others] = args;
  const outcome = await run([command!, '--json', ...others], { cwd, env: withoutDriver });
  expect(outcome.stderr).toMatch(/^inkgrad: .+/);
  const message = outcome.stderr.replace(/^inkgrad: /, '').trimEnd();
  for (const part of parts) expect(message).toMatch(part);
  expect(message).not.toMatch(/^\s+at .+:\d+/m);
  // Nothing before it, nothing behind it: one sentence, or a line for each of several problems.
  const [first, ...list] = message.split('\n');
  expect(first).toMatch(list.length > 0 ? /:$/ : /[.?]$/);
  for (const line of list) expect(line).toMatch(/^ {2}\S.*[.?]$/);
  // One sentence: no full stop or question mark followed by another word, other than in a file name.
  expect(message).not.toMatch(/[.?!] [A-Z]/);
  const error = jsonError(outcome);
  expect(error.message).toBe(message);
  expect(kinds[exitCode]).toContain(error.kind);
  expect(error.exitCode).toBe(exitCode);
  expect(outcome.exitCode).toBe(exitCode);
  expect(readdirSync(cwd)).toEqual([]);
  return message;
}

async function fails(exitCode: number, args: readonly string[], ...parts: readonly (string | RegExp)[]): Promise<void> {
  await failure(served, exitCode, args, ...parts);
}

function configFile(name: string, config: unknown): string {
  const path = join(folder, name);
  const isFile = typeof config === 'string' || config instanceof Uint8Array;
  writeFileSync(path, isFile ? config : JSON.stringify(config));
  return path;
}

const smallConfig = {
  name: 'small',
  layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }],
  optimizer: { type: 'adam' },
  epochs: 1,
};

describe('command line, exit code 2', () => {
  it.each([
    ['rnu', [/unknown command "rnu"/, /did you mean run\?/]],
    ['run v1 --epoch 3', [/unknown option "--epoch"/, /did you mean --epochs\?/]],
    ['run', [/missing required argument "experiment"/]],
    ['run v1 v2', [/too many arguments/]],
    ['run v4', [/unknown experiment "v4", known: v1, v2, v3, lenet, keras-convnet or a JSON file\.$/]],
    ['run tensorflow', [/unknown experiment "tensorflow"/, /v1, v2, v3, lenet, keras-convnet or a JSON file/]],
    ['run v1 --backend wsam', [/unknown backend "wsam"/, /did you mean "wasm"\?/]],
    ['reproduce --backend refrence', [/unknown backend "refrence"/, /did you mean "reference"\?/]],
    ['run v1 --epochs 0', [/--epochs/, /whole number from 1 to/]],
    ['run v1 --epochs -1', [/--epochs/, /whole number from 1 to/]],
    ['run v1 --epochs 1e9.5', [/--epochs/, /whole number from 1 to/]],
    ['run v1 --epochs', [/--epochs/, /argument missing/]],
    ['run v1 --seed 1.5', [/--seed/, /whole number from 0 to/]],
    ['run v1 --threads 65', [/--threads/, /whole number from 1 to 64/]],
    ['run v1 --backend reference --threads 2', [/threads must be 1/]],
    ['run v1 --backend gpu:webasm --threads 1', [/--threads/, /wasm/, /leave it out with --backend gpu:webasm/]],
    ['reproduce --backend gpu --threads 2', [/--threads/]],
    ['profile v1 --backend gpu:cpu --threads 2', [/--threads/]],
    ['run v1 --backend gpu:webgl', [/unknown backend "gpu:webgl"/, /did you mean "gpu:webgl2"\?/]],
    ['run v1 --batch-size many', [/--batch-size/, /whole number/]],
    ['predict', [/--model/]],
    ['predict --model x', [/--index/, /--image/]],
    ['predict --model x --index 1 --image y.png', [/--index/, /--image/]],
    ['verify --backend wams', [/unknown backend "wams"/, /did you mean "wasm"\?/]],
    ['resume', [/missing required argument "run"/]],
    ['runs nowhere', [/no folder "nowhere"/]],
    ['runs --sort time', [/--sort/, /allowed choices are date, /]],
    ['compare a', [/at least two runs/]],
    ['compare a b --markdown --json', [/--markdown/, /--json/]],
    ['ablate v9', [/unknown experiment "v9"/]],
    ['ablate v2 --seeds 5..1', [/did you mean 1\.\.5\?/]],
    ['cv v1 --folds 1', [/--folds/, /whole number from 2/]],
    ['sweep v1', [/nothing to vary/]],
    ['sweep v1 --grid momentum=1,2', [/an experiment has no momentum/]],
    ['bench kernel', [/unknown suite "kernel"/, /did you mean "kernels"\?/]],
    ['bench epoch --experiments v3', [/--experiments: unknown "v3", known: v1, v2, keras-convnet\.$/]],
    ['bench all --peers keras', [/--peers: unknown "keras"/]],
    ['bench crossover --backends cuda', [/--backends: unknown "cuda"/]],
    ['bench kernels --peers keras', [/--peers: unknown "keras"/]],
    ['config', [/an experiment is missing/]],
    ['config v1 --set epoch=3 layers.99.units=2', [/^settings, 2 problems:/, /did you mean epochs\?/, /layers has \d/]],
    ['completion tcsh', [/tcsh/, /allowed choices are bash, zsh, fish/]],
    ['profile v1 --steps 0', [/--steps/]],
    ['profile v1 --backend gpu:webgpu', [/cannot be profiled/]],
    ['doctor --dta-dir x', [/unknown option "--dta-dir"; did you mean --data-dir\?/]],
    ['--jsn', [/unknown option "--jsn"/]],
  ])('%s', (line, parts) => fails(2, line.split(' '), ...parts));

  it.each([
    ['absent.json', undefined, [/no such file/]],
    ['text.json', 'not json', [/not valid JSON in line 1, column 1/]],
    ['python.json', '{\n  "epochs": True,\n  "seed": 1\n}', [/in line 2, column 13: True is written true\.$/]],
    [
      'twice.json',
      '{\n  "epochs": 1,\n  "epochs": 2\n}',
      [/the key "epochs" stands twice, in line 2, column 3 and in line 3, column 3/],
    ],
    ['utf16.json', Buffer.from('\uFEFF{}', 'utf16le'), [/the text is UTF-16; save it as UTF-8\.$/]],
    ['key.json', { ...smallConfig, epoch: 2 }, [/unknown key "epoch"/, /did you mean "epochs"/]],
    [
      'problems.json',
      { ...smallConfig, epoch: 2, seed: -1 },
      [/problems\.json, 2 problems:/, /did you mean "epochs"/, /seed must be at least 0/],
    ],
    ['type.json', { ...smallConfig, batchSize: 'many' }, [/batchSize must be a whole number/, /received "many"/]],
    ['list.json', [], [/the experiment/]],
  ])('an experiment file: %s', (name, config, parts) => {
    const path = config === undefined ? join(folder, name) : configFile(name, config);
    return fails(2, ['run', path, '--data-dir', data], ...parts);
  });

  it('a setting that has a key twice', () =>
    fails(2, ['run', 'v1', '--set', 'layers.1.kernelRegularizer={"l2":1,"l2":2}'], /the key "l2" stands twice, in/));

  it('a shape mistake in a model names the layer, what it expected and what it got', () => {
    const layers = [{ type: 'flatten' }, { type: 'dense', units: 7, activation: 'softmax' }];
    return fails(
      2,
      ['run', configFile('shape.json', { ...smallConfig, layers }), '--data-dir', data],
      /layer|dense/,
      /10/,
      /7/,
    );
  });
});

it.each([
  ['run v1 --epochs 0', 2],
  ['resume nowhere', 1],
  ['verify --cases nowhere', 5],
])('without --json stdout stays empty: %s', async (line, exitCode) => {
  const outcome = await inkgrad(line.split(' '), { cwd: folder });
  expect(outcome).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(/^inkgrad: .+\n$/) as string });
});

it('doctor shows what is there beside what is wrong, in one object', async () => {
  const { exitCode, stdout } = await inkgrad(['doctor', '--data-dir', join(folder, 'nowhere'), '--json']);
  const { error, ...diagnosis } = JSON.parse(stdout) as Record<string, unknown>;
  expect(error).toMatchObject({ kind: 'data', exitCode: 5, file: join(folder, 'nowhere') });
  expect(diagnosis).toMatchObject({ node: process.versions.node, data: { error: expect.any(String) as string } });
  expect(exitCode).toBe(5);
});

describe('absent backends, exit code 3', () => {
  describe.each([
    // Dawn itself writes to stderr what it did not find; none of that may be seen.
    ['gpu:webgpu', /^backend "gpu:webgpu": .*(adapter|"webgpu")/],
    ['gpu:webgl2', /^backend "gpu:webgl2": .*browser/],
    ['gpu:headlessgl', /^backend "gpu:headlessgl": .*"gl".*docs\/gpu\.md/],
  ])('%s', (backend, sentence) => {
    it.each(['run v1', 'reproduce', 'verify'])('%s', async (command) => {
      const message = await failure(inkgrad, 3, [...command.split(' '), '--backend', backend], sentence);
      expect(message.split('\n')).toHaveLength(1);
    });
  });
});

describe('data files, exit code 5', () => {
  const { trainImages, trainLabels, testImages } = fileNames;
  const wrongMagic = Buffer.from(imagesFile(640));
  wrongMagic[3] = 1;
  const badLabel = Buffer.from(labelsFile(640));
  badLabel[100] = 10;
  const misSized = Buffer.from(imagesFile(640));
  misSized.writeUInt32BE(27, 8);

  it.each([
    ['an absent file', { trainLabels: undefined }, [trainLabels]],
    ['an empty file', { trainImages: Buffer.alloc(0) }, [trainImages, /empty/]],
    ['a truncated file', { testImages: imagesFile(1100).subarray(0, 5000) }, [testImages, /truncated/]],
    ['a header cut short', { trainImages: imagesFile(640).subarray(0, 7) }, [trainImages, /truncated/]],
    ['a mis-sized image', { trainImages: misSized }, [trainImages, /27/, /28/]],
    ['a wrong magic number', { trainImages: wrongMagic }, [trainImages]],
    ['packed twice', { trainImages: gzipSync(gzipSync(imagesFile(640))) }, [trainImages, /packed|gzip/]],
    ['damaged gzip', { trainImages: gzipSync(imagesFile(640)).subarray(0, 3000) }, [trainImages, /gzip/]],
    ['a label out of range', { trainLabels: badLabel }, [trainLabels, /10/]],
    ['counts that differ', { trainLabels: labelsFile(639) }, [/639/, /640/]],
  ])('%s', (name, change, parts) => {
    const broken = writeIdxFolder(join(folder, name.replaceAll(' ', '-')), change);
    return fails(5, ['run', 'v1', '--data-dir', broken], ...parts);
  });

  it('an absent folder', () => fails(5, ['run', 'v1', '--data-dir', join(folder, 'nowhere')], /nowhere/, /no such/));
});

describe('experiments whose outputs the loss cannot take, exit code 2', () => {
  const settings = (...texts: string[]) => texts.flatMap((text) => ['--set', text]);
  const last = `layers.${smallConfig.layers.length - 1}.activation`;

  it.each([
    ['no softmax', settings(`${last}=linear`), [/needs probabilities/, /values of any size/, /fromLogits: true/]],
    ['relu', settings(`${last}=relu`), [/values from 0 up/, /"softmax"/]],
    ['tanh', settings(`${last}=tanh`, 'loss=binaryCrossentropy'), [/from −1 to 1/, /"sigmoid"/]],
    ['a softmax of which fromLogits is said', settings('loss.fromLogits=true'), [/take fromLogits away/]],
  ])('%s', async (name, set, parts) => {
    const out = join(folder, `unfit ${name}`);
    const path = configFile(`${name}.json`, smallConfig);
    await fails(2, ['run', path, ...set, '--data-dir', data, '--out', out, '--quiet'], ...parts);
    expect(existsSync(out)).toBe(false);
  });
});

describe('training, exit codes 4 and 1', () => {
  it('a loss that is not finite stops, says at which step, and leaves nothing', () => {
    const config = { ...smallConfig, loss: 'meanSquaredError', optimizer: { type: 'sgd', learningRate: 1e38 } };
    const layers = [{ type: 'flatten' }, { type: 'dense', units: 10 }, { type: 'dense', units: 10 }];
    const path = configFile('diverges.json', { ...config, layers, epochs: 3 });
    return fails(4, ['run', path, '--data-dir', data, '--quiet'], /not finite/, /epoch 1/, /step \d+/);
  });

  it('an output folder that holds something is left as it is', async () => {
    const existing = join(folder, 'existing');
    mkdirSync(existing);
    writeFileSync(join(existing, 'keep.txt'), 'mine');
    await fails(1, ['run', 'v1', '--data-dir', data, '--out', existing], /not empty/, /never overwritten/);
    expect(readdirSync(existing)).toEqual(['keep.txt']);
  });

  it('an output folder inside a file', async () => {
    const file = configFile('a-file', 'text');
    await fails(1, ['run', 'v1', '--data-dir', data, '--out', join(file, 'run')], /a-file/);
    expect(existsSync(join(file, 'run'))).toBe(false);
  });

  // /sys takes no new folders from anyone, not even from root, whom the permissions of a folder do not stop.
  it.runIf(process.platform === 'linux')('an output folder that cannot be written', () =>
    fails(1, ['run', 'v1', '--data-dir', data, '--out', '/sys/new-run'], /\/sys\/new-run/, /cannot be written/),
  );
});

describe('model and image files, exit codes 5 and 4', () => {
  let run: string;

  beforeAll(async () => {
    run = join(folder, 'trained');
    const config = configFile('small.json', smallConfig);
    const { exitCode } = await inkgrad(['run', config, '--data-dir', data, '--out', run, '--quiet']);
    expect(exitCode).toBe(0);
  });

  /** A copy of the trained model in which `damage` has changed something. */
  function damaged(name: string, damage: (model: string) => void): string {
    const copy = join(folder, name);
    cpSync(join(run, 'model'), copy, { recursive: true });
    damage(copy);
    return copy;
  }

  const predict = (model: string, ...parts: readonly RegExp[]) =>
    fails(5, ['predict', '--model', model, '--index', '0', '--data-dir', data], ...parts);

  it('no such folder', () => predict(join(folder, 'no-model'), /holds no model/));

  it('truncated weights', () =>
    predict(
      damaged('truncated', (model) => truncateSync(join(model, 'weights.safetensors'), 1000)),
      /weights\.safetensors/,
    ));

  it('weights that are not safetensors', () =>
    predict(
      damaged('text', (model) => writeFileSync(join(model, 'weights.safetensors'), 'not a model, but long enough')),
      /weights\.safetensors/,
    ));

  it('weights of other shapes', () =>
    predict(
      damaged('shapes', (model) => {
        const file = join(model, 'model.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace(/"units": ?10/, '"units":11'));
      }),
      /weights\.safetensors/,
      /11/,
    ));

  it('a model whose last layer does not fit its loss', () =>
    predict(
      damaged('linear', (model) => {
        const file = join(model, 'model.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"softmax"', '"linear"'));
      }),
      /model\.json/,
      /needs probabilities, and this layer gives values of any size/,
    ));

  /** The weights with one number of the kernel replaced. */
  const withWeight = (name: string, value: number) =>
    damaged(name, (model) => {
      const file = join(model, 'weights.safetensors');
      const { tensors, metadata } = decodeSafetensors(readFileSync(file));
      // Pixel 300, digit 4: in the middle of the image.
      const kernel = tensors.find((tensor) => tensor.name === 'dense/kernel')!;
      for (let pixel = 300; pixel < 500; pixel++) kernel.data[pixel * 10 + 4] = value;
      writeFileSync(file, encodeSafetensors(tensors, metadata));
    });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('weights that are %s, with the tensor and the index', (value) =>
    fails(
      4,
      ['predict', '--model', withWeight(`weight-${value}`, value), '--index', '0', '--data-dir', data, '--json'],
      /weights\.safetensors/,
      new RegExp(`"dense/kernel" has ${value} at \\[300, 4\\]`),
    ),
  );

  it('an answer that is not finite', () =>
    fails(
      4,
      ['predict', '--model', withWeight('huge', 3e38), '--index', '0', '--data-dir', data, '--json'],
      /the answer is NaN for class 0, so that it means no class/,
    ));

  it('a model config that is not JSON', () =>
    predict(
      damaged('config', (model) => writeFileSync(join(model, 'model.json'), '{')),
      /model\.json/,
    ));

  it('an experiment beside the model that is not JSON', () =>
    predict(
      damaged('preparation', (model) => writeFileSync(join(model, 'experiment.json'), '{"name": None}')),
      /experiment\.json: not valid JSON in line 1, column 10: None is written null/,
    ));

  it.each([
    ['absent.png', undefined, /no such file/],
    ['empty.png', '', /empty/],
    ['text.png', 'this is no picture', /PNG or JPEG/],
  ])('an unreadable image: %s', (name, content, reason) => {
    const image = join(folder, name);
    if (content !== undefined) writeFileSync(image, content);
    return fails(5, ['predict', '--model', run, '--image', image], new RegExp(name), reason);
  });

  it('an index outside the test set is a usage error', () =>
    fails(2, ['predict', '--model', run, '--index', '1100', '--data-dir', data], /0 to 1099/, /1100/));

  it('golden cases that are absent, no JSON, or of another format', async () => {
    await fails(5, ['verify', '--cases', join(folder, 'no-cases.json')], /no such file/);
    await fails(5, ['verify', '--cases', configFile('cases.txt', 'text')], /not valid JSON in line 1, column 1/);
    await fails(5, ['verify', '--cases', configFile('cases.json', { format: 3 })], /format/);
  });
});
