/**
 * The whole report, from runs to files: figures that are well formed and not blank, a page that needs nothing
 * besides itself, and odd inputs that must neither break nor leak into the page.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { Figure } from '@inkgrad/charts';
import { darkTheme, lightTheme, rasterize, svgDocument } from '@inkgrad/charts';
import type { RunResult } from '@inkgrad/experiments';
import { RunFolderError } from '@inkgrad/experiments';
import type { ReportContext } from '@inkgrad/experiments/node';
import { renderFigures, renderReport, writeReport } from '@inkgrad/experiments/node';
import { confusionMatrix } from '@inkgrad/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { published } from '../src/published.ts';
import {
  syntheticContext,
  syntheticCustom,
  syntheticKernel,
  syntheticV1,
  syntheticV2,
} from './fixtures/synthetic-runs.ts';
import { expectSoundPage } from './support/sound-page.ts';

const FIGURES = [
  'samples',
  'test-image',
  'v1-accuracy',
  'v1-loss',
  'v1-confusion',
  'v1-mistakes',
  'v2-accuracy',
  'v2-loss',
  'v2-confusion',
  'v2-mistakes',
];

/** Width, height and the raw rows of a PNG. */
function decodePng(bytes: Uint8Array): { width: number; height: number; rows: Buffer } {
  const png = Buffer.from(bytes);
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), rows: inflateSync(Buffer.concat(data)) };
}

describe('figures of two runs', () => {
  let figures: Figure[];
  beforeAll(async () => {
    figures = await renderFigures([syntheticV1, syntheticV2], syntheticContext);
  });

  test('every figure is there, in order, with a title and a text alternative', () => {
    expect(figures.map(({ name }) => name)).toEqual(FIGURES);
    for (const { title, description } of figures) {
      expect(title.length).toBeGreaterThan(10);
      expect(description.length).toBeGreaterThan(40);
    }
  });

  test.each(FIGURES)('%s is well-formed SVG and a PNG with something in it', async (name) => {
    const figure = figures.find((candidate) => candidate.name === name)!;
    const [, width, height] = figure.svg.match(/ width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)" role="img"/)!;
    const png = decodePng(await figure.png());
    expect(png.width).toBe(Math.ceil(Number(width) * 2));
    expect(png.height).toBe(Math.ceil(Number(height) * 2));
    // An empty picture has one value besides the rows' filter bytes; text and lines have dozens.
    expect(new Set(png.rows).size).toBeGreaterThan(40);
  });

  test.each(FIGURES)('%s is well-formed SVG in both themes and widths, with a readout for every cell', async (name) => {
    const figure = figures.find((candidate) => candidate.name === name)!;
    for (const theme of [lightTheme, darkTheme]) {
      for (const format of ['wide', 'narrow'] as const) {
        const drawing = figure.draw({ theme, format });
        expect(drawing.areas.map(({ columns, rows }) => columns * rows)).toEqual(
          figure.readouts.map((cells) => cells.length),
        );
        const svg = svgDocument({ ...drawing, description: figure.description, theme });
        // resvg's XML parser is strict: what isn't well formed is an error.
        await rasterize(svg, 0.1);
        expect(drawing.width).toBeLessThanOrEqual(format === 'wide' ? 740 : 370);
      }
    }
  });

  test('the figures of the notebook carry their labels, counts and reference line', () => {
    const svg = (name: string) => figures.find((figure) => figure.name === name)!.svg;
    const texts = (name: string) => [...svg(name).matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(texts('samples').slice(1)).toEqual(['5', '0', '4', '1', '9', '2', '1', '3', '1']);
    expect(svg('samples').match(/<image /g)).toHaveLength(9);
    expect(texts('v2-confusion')).toContain('1135');
    expect(texts('v1-accuracy')).toEqual(expect.arrayContaining(['train', 'test', 'train, published', 'epoch']));
    expect(texts('v2-loss')).toEqual(
      expect.arrayContaining(['test loss − ln 10', 'ln 10 = 2.3026, the loss of a uniform guess']),
    );
    expect(texts('v1-loss')).not.toContain('test loss − ln 10');
    expect(texts('test-image')).toEqual(
      expect.arrayContaining(['v1 answers 9, which is right', 'v2 answers 1, which is wrong']),
    );
    expect(svg('v1-mistakes').match(/<image /g)).toHaveLength(24);
  });

  test('drawing again gives the same bytes', async () => {
    const again = await renderFigures([syntheticV1, syntheticV2], syntheticContext);
    expect(again.map(({ svg }) => svg)).toEqual(figures.map(({ svg }) => svg));
  });
});

describe('the page', () => {
  let page: string;
  beforeAll(async () => {
    page = await renderReport([syntheticV1, syntheticV2], syntheticContext);
  });

  test('is self-contained', () => expectSoundPage(page));

  test('holds everything the notebook shows', () => {
    for (const figure of FIGURES) expect(page).toContain(`<figure id="${figure}">`);
    for (const text of [
      '(60000, 28, 28)',
      '(60000,)',
      '(10000, 28, 28)',
      '(10000,)',
      'wasm, 1 thread, SIMD',
      'inkgrad reproduce --seed 1',
      '24.6\u00a0s',
      'v2 answers 1 to all',
      '20.20.2',
      '2000-01-01 12:00 UTC',
    ]) {
      expect(page).toContain(text);
    }
    // Every published epoch of v1 stands in the row of its epoch.
    const rows = [...page.matchAll(/<tr><th scope="row">(\d+)<\/th>(.*?)<\/tr>/gs)];
    for (const { epoch, validationLoss, validationAccuracy } of published.experiments.v1.history) {
      const cells = `<td>${validationLoss.toFixed(4)}</td><td>${validationAccuracy.toFixed(4)}</td>`;
      expect(rows.some(([, number, row]) => Number(number) === epoch && row!.includes(cells))).toBe(true);
    }
  });
});

describe('odd inputs', () => {
  const evil = '<script>alert(1)</script> "quoted" & \u0000\u001b \ud800';
  const oneEpoch: RunResult = { ...syntheticV1, epochs: syntheticV1.epochs.slice(0, 1) };
  const smallTest: ReportContext = {
    ...syntheticContext,
    data: {
      ...syntheticContext.data,
      train: { ...syntheticContext.data.train, count: 4 },
      test: { ...syntheticContext.data.test, count: 10 },
    },
  };
  const broken: RunResult = {
    ...syntheticV1,
    seconds: Number.NaN,
    epochs: syntheticV1.epochs.map((row, i) =>
      i > 3 ? { ...row, loss: Number.NaN, validationLoss: Infinity, accuracy: Number.NaN, seconds: Number.NaN } : row,
    ),
    predictionOfTestSample1000: { label: 9, predicted: 0, probabilities: new Array<number>(10).fill(Number.NaN) },
  };
  const scored: RunResult = {
    ...syntheticV1,
    mistakes: syntheticV1.mistakes.map((mistake, i) => ({ ...mistake, probability: null, score: 1.5957 - i / 10 })),
    predictionOfTestSample1000: {
      ...{ label: 9, predicted: 9, probabilities: null },
      scores: [0, 0.1, -0.2, 0, 0.3, 0, 0, 0, 0, 1.5957],
    },
  };
  const hostile: RunResult = {
    ...syntheticV1,
    experiment: evil,
    title: evil,
    backendDescription: evil,
    summary: evil,
    config: { ...syntheticV1.config, description: evil, [evil]: [{ type: evil, [evil]: evil }] } as RunResult['config'],
    dataShapes: [{ name: evil, shape: [1] }],
  };
  // Every cell of its confusion matrix has images, as many as in no good model.
  const guessed = Array.from(syntheticContext.data.test.labels, (label, i) => (label + ((i * 7) % 10)) % 10);
  const guessing: RunResult = {
    ...syntheticV1,
    predictedDigits: guessed.join(''),
    confusionMatrix: confusionMatrix(syntheticContext.data.test.labels, guessed, 10),
  };
  const kernels = { ...syntheticContext, firstKernels: [syntheticKernel, syntheticKernel] };
  const held: RunResult = {
    ...syntheticV1,
    split: { kind: 'fold', folds: 5, fold: 2, seed: 1 },
    epochs: syntheticV1.epochs.map((row) => ({ ...row, learningRate: 0.01 / row.epoch })),
  };
  const cases: Record<string, readonly [readonly RunResult[], ReportContext]> = {
    'one run': [[syntheticV1], syntheticContext],
    'one epoch': [[oneEpoch], syntheticContext],
    'no epoch': [[{ ...syntheticV1, epochs: [] }], syntheticContext],
    'an experiment of one’s own, 1 epoch': [[syntheticCustom(1)], syntheticContext],
    'an experiment of one’s own, 200 epochs': [[syntheticCustom(200)], syntheticContext],
    'the same experiment twice': [[syntheticV1, syntheticV1], syntheticContext],
    'names that the page uses itself': [
      ['data', 'samples', 'test', 'v1-model', 'v1'].map((experiment) => ({ ...syntheticV1, experiment })),
      syntheticContext,
    ],
    'five runs': [[syntheticV1, syntheticV2, syntheticCustom(3), oneEpoch, broken], syntheticContext],
    'numbers that are not finite': [[broken], syntheticContext],
    'outputs that are no probabilities': [[scored, syntheticV2], syntheticContext],
    'a small data set': [[syntheticV1], smallTest],
    'no mistakes and no answer': [
      [{ ...syntheticV1, mistakes: [], predictionOfTestSample1000: null }],
      syntheticContext,
    ],
    'two models that guess, with weights': [[guessing, guessing], kernels],
    'a convolutional network': [
      [syntheticV1],
      {
        ...syntheticContext,
        convolutions: [
          {
            layers: [
              {
                layer: '<script>alert(1)</script>',
                kernel: { shape: [3, 3, 1, 4], values: Float32Array.from({ length: 36 }, (_, i) => i - 18) },
                maps: { shape: [1, 26, 26, 4], values: Float32Array.from({ length: 2704 }, (_, i) => Math.sin(i)) },
              },
            ],
            images: [{ index: 3, name: 'test image 3', answer: 'a 2 read as 7' }],
          },
        ],
      },
    ],
    'a fold, with a scheduled learning rate': [[held], syntheticContext],
    'hostile texts': [
      [hostile],
      {
        ...syntheticContext,
        environment: { ...syntheticContext.environment, cpu: evil, backendDescription: evil, startedAt: evil },
        command: evil,
        data: { ...syntheticContext.data, source: evil },
      },
    ],
  };

  test.each(Object.keys(cases))('%s', async (name) => {
    const [runs, context] = cases[name]!;
    const page = await renderReport(runs, context);
    expectSoundPage(page);
    expect(page).not.toContain('<script>alert');
    for (const figure of await renderFigures(runs, context)) {
      expect(figure.name).toMatch(/^[a-z0-9-]+$/);
      expect(figure.svg).not.toMatch(/NaN|Infinity|undefined/);
      await rasterize(figure.svg, 0.1);
    }
  });

  test('an experiment named like a property of every object has no published figures', async () => {
    const page = await renderReport([{ ...syntheticV1, experiment: 'constructor' }], syntheticContext);
    expect(page).not.toContain('ours beside published');
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inkgrad-report-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('each figure as SVG and PNG, then the page, and nothing else', async () => {
    const target = join(folder, 'new', 'run');
    const written = await writeReport(target, [syntheticV1], syntheticContext);
    const ofV1 = FIGURES.filter((name) => !name.startsWith('v2'));
    expect(written).toEqual([...ofV1.flatMap((name) => [`figures/${name}.svg`, `figures/${name}.png`]), 'report.html']);
    expect((await readdir(target)).sort()).toEqual(['figures', 'report.html']);
    expect(await readdir(join(target, 'figures'))).toHaveLength(2 * ofV1.length);
    expect(await readFile(join(target, 'report.html'), 'utf8')).toBe(
      await renderReport([syntheticV1], syntheticContext),
    );
  });

  test('a folder that cannot be made is an error, and leaves nothing behind', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(writeReport(join(file, 'run'), [syntheticV1], syntheticContext)).rejects.toThrow(RunFolderError);
  });
});
