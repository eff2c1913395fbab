import { test } from 'vitest';
import { openDevice } from '@inkgrad/tensor';
import { buildModel, experiments, MnistUploads, runExperiment, toMnistForm, predictDigits, comparePublished, normalizedSource } from '../src/index.ts';
import { loadMnist } from '../src/node.ts';
import { enlarge } from '../src/testing/synthetic-digit.ts';
test('s', { timeout: 400000 }, async () => {
  for (let i = 0; i < 3; i++) { const t0 = performance.now(); const d = await loadMnist(); const t1 = performance.now();
    const s = normalizedSource(d.train.images, 60000); for (let k = 0; k < 60000; k += 1000) s.read(k, 1000); const t2 = performance.now();
    console.log('load', (t1 - t0).toFixed(0), 'normalize', (t2 - t1).toFixed(0), 'rss', (process.memoryUsage().rss / 1e6).toFixed(0)); }
  const data = await loadMnist(); const device = await openDevice('wasm');
  const uploads = new MnistUploads(device, data);
  const t = performance.now(); await uploads.for(experiments.v1); console.log('upload', (performance.now() - t).toFixed(0), 'rss', (process.memoryUsage().rss / 1e6).toFixed(0));
  const model = buildModel(experiments.v1, {});
  const r = await runExperiment(experiments.v1, data, { device, uploads, model, epochs: 5 });
  console.log(r.epochs.map((e) => [e.seconds.toFixed(2), e.loss.toFixed(4), e.validationLoss.toFixed(4), e.validationAccuracy].join(' ')).join('\n'), r.predictionOfTestSample1000?.predicted);
  const N = 300; let g = 1; const rnd = () => { g = (Math.imul(g, 1664525) + 1013904223) >>> 0; return (g + 0.5) / 2 ** 32; };
  const gauss = () => Math.sqrt(-2 * Math.log(rnd())) * Math.cos(6.2831853 * rnd());
  const variants: [string, (img: Uint8Array) => { width: number; height: number; data: Uint8ClampedArray }][] = [
    ['clean x7', (im) => enlarge(im, 7, [13, 40]) as never],
    ['noise 10', (im) => { const e = enlarge(im, 7, [13, 40]); return { ...e, data: (e.data as Uint8ClampedArray).map((v) => v * 0.85 + 10 * gauss()) }; }],
    ['noise 20', (im) => { const e = enlarge(im, 7, [13, 40]); return { ...e, data: (e.data as Uint8ClampedArray).map((v) => v * 0.85 + 20 * gauss()) }; }],
    ['gradient+pencil+noise4', (im) => { const e = enlarge(im, 7, [13, 40]); return { ...e, data: (e.data as Uint8ClampedArray).map((v, at) => (130 + 0.4 * v) * (1 - 0.4 * ((at % e.width) / e.width)) + 4 * gauss()) }; }],
  ];
  const idx = Array.from({ length: N }, (_, i) => i * 7 + 3);
  const direct = await predictDigits(model, Uint8Array.from(idx.flatMap((i) => [...data.test.images.subarray(i * 784, (i + 1) * 784)])), 'normalizeColumns', { device });
  console.log('direct', direct.filter((p, k) => p.predicted === data.test.labels[idx[k]!]).length / N);
  for (const [name, f] of variants) {
    const forms = new Uint8Array(N * 784); let fail = 0;
    idx.forEach((i, k) => { try { forms.set(toMnistForm(f(data.test.images.subarray(i * 784, (i + 1) * 784))), k * 784); } catch { fail++; } });
    const p = await predictDigits(model, forms, 'normalizeColumns', { device });
    console.log(name, p.filter((q, k) => q.predicted === data.test.labels[idx[k]!]).length / N, 'fails', fail);
  }
  console.log(JSON.stringify(comparePublished(r)?.notJudgedBecause));
  const v2 = await runExperiment(experiments.v2, data, { device, uploads, epochs: 20 });
  console.log(v2.epochs.at(-1), v2.predictionOfTestSample1000?.predicted, JSON.stringify(comparePublished(v2)?.checks));
  console.log('rss max', process.resourceUsage().maxRSS / 1e3);
});
